// asge-workbench: the window.
#include "app/window/grab.h"
#include "app/window/main_window.h"
#include "core/error.h"
#include "core/session/engine.h"
#include "core/version.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QSettings>
#include <QTemporaryFile>
#include <QTimer>

#include <algorithm>
#include <cstring>
#include <iostream>

namespace {

using namespace asge;

/// After it has come up the window fetches its run and draws it: LibTorch's turn is after that.
constexpr int kIdleMilliseconds = 300;

struct Arguments {
    QString store;
    QString grabFolder; ///< empty: an ordinary session
    std::optional<RunId> run;
    QString train; ///< an experiment file
    bool quitWhenShown = false;
};

void complain(const std::string& text) {
    std::cerr << "asge-workbench: " << text << '\n';
}

/// Pictures are taken without a screen where there is none.
void chooseScreen(int argc, char** argv) {
    const bool grabs = std::any_of(
        argv, argv + argc, [](const char* word) { return std::strncmp(word, "--grab", 6) == 0; });
    const bool screen = qEnvironmentVariableIsSet("DISPLAY") ||
                        qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
                        qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (grabs && !screen) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
}

Arguments parse(const QApplication& app) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Train ASGE networks layer by layer and look inside them while they learn.");
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption store("store",
                                   "Store file (default: $ASGE_STORE, else the user's "
                                   "data directory).",
                                   "FILE");
    const QCommandLineOption grab(
        "grab", "Save a PNG of the window with each view in front, then exit.", "DIR");
    const QCommandLineOption run("run", "Open this run.", "ID");
    const QCommandLineOption train("train", "Train this experiment.", "EXPERIMENT.json");
    const QCommandLineOption quit(
        "quit-when-shown", "Exit once the window has been painted, to time how fast it starts.");
    parser.addOptions({store, grab, run, train, quit});
    parser.process(app);
    Arguments arguments{
        parser.value(store), parser.value(grab), {}, parser.value(train), parser.isSet(quit)};
    if (parser.isSet(run)) {
        bool number = false;
        arguments.run = parser.value(run).toLongLong(&number);
        if (!number) {
            throw BadInput("--run: '" + parser.value(run).toStdString() +
                           "' is not a run's number");
        }
    }
    if (parser.isSet(run) && parser.isSet(train)) {
        throw BadInput("--run and --train can't be given together");
    }
    if (!parser.positionalArguments().isEmpty()) {
        throw BadInput("'" + parser.positionalArguments().first().toStdString() +
                       "' is not an option");
    }
    return arguments;
}

/// Starts what the command line asks for, once the store has been read.
void begin(MainWindow& window, const Arguments& arguments, Grab* grab,
           const std::optional<Experiment>& experiment) {
    if (experiment) {
        const QString name = QFileInfo(arguments.train).completeBaseName();
        window.setExperiment(*experiment, name);
        window.train();
        if (grab != nullptr) {
            grab->ofTraining(experiment->train.epochs);
        }
    } else if (grab != nullptr) {
        grab->ofRun(arguments.run);
    } else if (arguments.run) {
        window.openRun(*arguments.run);
    }
}

/// What follows the window's first painting.
void goOn(MainWindow& window, const Arguments& arguments) {
    if (arguments.quitWhenShown) {
        QApplication::quit();
    } else if (arguments.grabFolder.isEmpty()) {
        QTimer::singleShot(kIdleMilliseconds, &window, &MainWindow::prepareTraining);
    }
}

int run(QApplication& app) {
    const Arguments arguments = parse(app);
    std::optional<Experiment> experiment;
    if (!arguments.train.isEmpty()) {
        experiment = loadExperiment(arguments.train.toStdString());
    }
    const bool grabs = !arguments.grabFolder.isEmpty();
    // Pictures show the window as it comes, and leave the person's arrangement alone.
    QTemporaryFile scratch;
    scratch.open();
    QSettings own(scratch.fileName(), QSettings::IniFormat);
    QSettings persons;
    MainWindow window(storeLocation(arguments.store.toStdString()), grabs ? own : persons);
    std::unique_ptr<Grab> grab;
    if (grabs) {
        grab = std::make_unique<Grab>(window, arguments.grabFolder);
        QObject::connect(grab.get(), &Grab::done, &app, &QApplication::exit, Qt::QueuedConnection);
        QObject::connect(&window.store(), &StoreClient::failed, &app, [](const QString& reason) {
            complain(reason.toStdString());
            QApplication::exit(1);
        });
    }
    QObject::connect(&window, &MainWindow::storeReady, &app,
                     [&] { begin(window, arguments, grab.get(), experiment); });
    QObject::connect(&window, &MainWindow::shown, &app, [&] { goOn(window, arguments); });
    window.show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    chooseScreen(argc, argv);
    QApplication app(argc, argv);
    QApplication::setOrganizationName("asge");
    QApplication::setApplicationName("workbench");
    QApplication::setApplicationDisplayName("ASGE Workbench");
    QApplication::setApplicationVersion(QString::fromStdString(softwareVersion()));
    try {
        return run(app);
    } catch (const BadInput& error) {
        complain(error.what());
        return 2;
    } catch (const std::exception& error) {
        complain(error.what());
        return 1;
    }
}
