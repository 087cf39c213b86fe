// SPDX-License-Identifier: GPL-3.0-or-later

// asge-workbench: the main program of the window.
#include "app/window/abrupt_end.h"
#include "app/window/grab.h"
#include "app/window/main_window.h"
#include "app/window/perspectives.h"
#include "app/window/screen.h"
#include "app/window/theme_choice.h"
#include "core/base/early_affinity.h"
#include "core/base/error.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/control/engine.h"
#include "core/data/experiment_source.h"
#include "core/experiment/experiment_json.h"
#include "core/store/location.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QSize>
#include <QTemporaryFile>
#include <QTimer>

#include <algorithm>
#include <cstring>
#include <iostream>

namespace {

using namespace asge;

/// LibTorch is loaded this long after the first painting, when the window has read and drawn its
/// run.
constexpr int kIdleMilliseconds = 300;

constexpr QSize kPictureSize{1440, 900}; ///< of the window in pictures, whatever the screen's size
constexpr int kLeastPictureSide = 320;
constexpr int kMostPictureSide = 10'000;

constexpr int kInterrupted = 130; ///< exit status after a signal, as that of asge

struct Arguments {
    QString store;
    QString grabFolder; ///< empty unless --grab is given
    QSize pictureSize;
    std::optional<RunId> run;
    std::optional<RunId> other; ///< to compare the run with
    QString train;              ///< an experiment file
    QString theme;              ///< empty: the one that was chosen last
    bool quitWhenShown = false;
};

int fail(const std::string& text, int status) {
    printError(text);
    return status;
}

/// The value of an option. Throws BadInput if the value is empty.
QString valueOf(const QCommandLineParser& parser, const QCommandLineOption& option) {
    const QString value = parser.value(option);
    if (parser.isSet(option) && value.isEmpty()) {
        throw BadInput("--" + option.names().last().toStdString() + ": " +
                       option.valueName().toLower().toStdString() + " is empty");
    }
    return value;
}

/// The run that an option names; none if it is not given. Throws BadInput if it is no number.
std::optional<RunId> runOf(const QCommandLineParser& parser, const QCommandLineOption& option) {
    if (!parser.isSet(option)) {
        return std::nullopt;
    }
    try {
        return runIdFromText(parser.value(option).toStdString());
    } catch (const BadInput& error) {
        throw BadInput("--" + option.names().last().toStdString() + ": " + error.what());
    }
}

/// The size that --size asks for: "1920x1080", in pixels of a display that is not scaled. Throws
/// BadInput if the text is none.
QSize pictureSizeOf(const QString& text) {
    static const QRegularExpression form("^(\\d{1,5})[xX×](\\d{1,5})$");
    const QRegularExpressionMatch match = form.match(text);
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    const int least = std::min(size.width(), size.height());
    const int most = std::max(size.width(), size.height());
    if (!match.hasMatch() || least < kLeastPictureSide || most > kMostPictureSide) {
        throw BadInput("--size: '" + text.toStdString() + "' is not WIDTHxHEIGHT with sides from " +
                       std::to_string(kLeastPictureSide) + " to " +
                       std::to_string(kMostPictureSide) + ", such as 1920x1080");
    }
    return size;
}

void requireFolder(const QString& path) {
    const QFileInfo info(path);
    if (!path.isEmpty() && info.exists() && !info.isDir()) {
        throw BadInput("--grab: " + path.toStdString() + " is not a folder");
    }
}

/// Why the command line could not be parsed. For an unknown option, suggests the most similar one.
std::string problemOf(const QCommandLineParser& parser, const QList<QCommandLineOption>& options) {
    const QStringList unknown = parser.unknownOptionNames();
    if (unknown.isEmpty()) {
        return parser.errorText().toStdString();
    }
    std::vector<std::string> names{"help", "version"};
    for (const QCommandLineOption& option : options) {
        names.push_back(option.names().last().toStdString());
    }
    const std::string word = unknown.first().toStdString();
    const auto meant = closest(word, names);
    return "no option '--" + word + "'" +
           (meant ? "; did you mean --" + *meant + "?" : "; see asge-workbench --help");
}

/// Parses the command line. If it asks for help or the version, prints that and returns none.
std::optional<Arguments> parse(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Train ASGE networks layer by layer and look inside them while they learn.");
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption store("store",
                                   "Store file (default: $ASGE_STORE, else the user's "
                                   "data directory).",
                                   "FILE");
    const QCommandLineOption grab(
        "grab", "Save a PNG of the window with each view in front, then exit.", "DIR");
    const QCommandLineOption size("size", "Size of those pictures (default: 1440x900).", "WxH");
    const QCommandLineOption run("run", "Open this run.", "ID");
    const QCommandLineOption compare("compare", "Compare the opened run with this run.", "ID");
    const QCommandLineOption train("train", "Train this experiment.", "EXPERIMENT.json");
    const QCommandLineOption quit(
        "quit-when-shown", "Exit once the window has been painted, to time how fast it starts.");
    const QCommandLineOption theme("theme", "Use this theme: light, dark or system.", "NAME");
    const QList<QCommandLineOption> all{store, grab, size, run, compare, train, theme, quit};
    parser.addOptions(all);
    if (!parser.parse(words)) {
        throw BadInput(problemOf(parser, all));
    }
    if (parser.isSet(help) || parser.isSet("help-all")) {
        std::cout << severalLines(parser.helpText().toStdString());
        return std::nullopt;
    }
    if (parser.isSet(version)) {
        // softwareVersion() begins with the name of the command line program.
        std::cout << "asge-workbench" << softwareVersion().substr(std::strlen("asge")) << '\n';
        return std::nullopt;
    }
    if (!parser.positionalArguments().isEmpty()) {
        throw BadInput("'" + parser.positionalArguments().first().toStdString() +
                       "' is not an option");
    }
    if (parser.isSet(run) && parser.isSet(train)) {
        throw BadInput("--run and --train can't be given together");
    }
    if (parser.isSet(compare) && !parser.isSet(run)) {
        throw BadInput("--compare needs --run, the run to compare with");
    }
    if (parser.isSet(size) && !parser.isSet(grab)) {
        throw BadInput("--size needs --grab, the folder of the pictures");
    }
    const Arguments arguments{
        .store = valueOf(parser, store),
        .grabFolder = valueOf(parser, grab),
        .pictureSize = parser.isSet(size) ? pictureSizeOf(parser.value(size)) : kPictureSize,
        .run = runOf(parser, run),
        .other = runOf(parser, compare),
        .train = valueOf(parser, train),
        .theme = valueOf(parser, theme),
        .quitWhenShown = parser.isSet(quit),
    };
    requireFolder(arguments.grabFolder);
    if (arguments.other && arguments.other == arguments.run) {
        throw BadInput("--compare: run " + std::to_string(*arguments.run) +
                       " is the opened run; name another one");
    }
    if (!arguments.theme.isEmpty() && !ThemeChoice::names().contains(arguments.theme)) {
        throw BadInput("--theme: '" + arguments.theme.toStdString() + "' is not " +
                       ThemeChoice::names().join(" or ").toStdString());
    }
    return arguments;
}

/// Starts what the command line asks for, after the store has been read.
void begin(MainWindow& window, const Arguments& arguments, Grab* grab,
           const std::optional<Experiment>& experiment) {
    if (arguments.other) {
        window.compareWith(*arguments.other);
    }
    if (experiment) {
        const std::string name = nameAfter(arguments.train.toStdString());
        window.training().setExperiment(*experiment, QString::fromStdString(name));
        if (grab != nullptr) {
            window.training().job().setAttended(false);
            grab->ofTraining(*experiment, arguments.train);
        }
        window.training().train();
    } else if (grab != nullptr) {
        grab->ofRun(arguments.run);
    } else if (arguments.run) {
        window.openRun(*arguments.run);
    }
}

/// Runs after the first painting of the window.
void afterFirstPaint(MainWindow& window, const Arguments& arguments) {
    if (arguments.quitWhenShown) {
        QApplication::quit();
    } else if (arguments.grabFolder.isEmpty()) {
        QTimer::singleShot(kIdleMilliseconds, &window, &MainWindow::prepareTraining);
    }
}

int run(QApplication& app, bool screen) {
    const std::optional<Arguments> parsed = parse(QApplication::arguments());
    if (!parsed) {
        return 0;
    }
    const Arguments& arguments = *parsed;
    if (!screen && arguments.grabFolder.isEmpty()) {
        throw Error(kNoDisplay);
    }
    std::optional<Experiment> experiment;
    if (!arguments.train.isEmpty()) {
        requireExperiment(arguments.train.toStdString(), "asge train");
        experiment = loadExperiment(arguments.train.toStdString());
    }
    const bool grabs = !arguments.grabFolder.isEmpty();
    // Pictures show the default arrangement, and must not change the user's.
    QTemporaryFile scratch;
    scratch.open();
    QSettings scratchSettings(scratch.fileName(), QSettings::IniFormat);
    QSettings userSettings("asge", "workbench");
    QSettings& settings = grabs ? scratchSettings : userSettings;
    MainWindow window(storeLocation(arguments.store.toStdString()), settings);
    if (!arguments.theme.isEmpty()) {
        window.theme().showForNow(arguments.theme);
    }
    std::unique_ptr<Grab> grab;
    if (grabs) {
        window.resize(arguments.pictureSize);
        window.perspectives().reset(); // for that size
        if (!experiment) {
            // Taking pictures of stored runs must not change the store.
            window.store().setAccess(StoreClient::Access::read);
        }
        grab = std::make_unique<Grab>(window, arguments.grabFolder);
        QObject::connect(grab.get(), &Grab::done, &app, &QApplication::exit, Qt::QueuedConnection);
        QObject::connect(&window.store(), &StoreClient::failed, &app,
                         [](const QString& reason, bool badInput) {
                             QApplication::exit(fail(reason.toStdString(), badInput ? 2 : 1));
                         });
    }
    QObject::connect(&window, &MainWindow::storeReady, &app,
                     [&] { begin(window, arguments, grab.get(), experiment); });
    QObject::connect(&window, &MainWindow::shown, &app,
                     [&] { afterFirstPaint(window, arguments); });
    window.show();
    const StopSignals stopSignals([&](int signal) {
        // directly, so that it works while the event loop is busy
        TrainingJob::stopAll(signalName(signal));
        QMetaObject::invokeMethod(
            &window, [&, signal] { window.end(signalName(signal), kInterrupted); },
            Qt::QueuedConnection);
    });
    const AbruptEnd abruptEnd;
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    surviveLostOutput();
    prepareThreads();
    handleQtMessages();
    const bool screen = selectDisplay(argc, argv);
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); // see FileDialog
    QApplication app(argc, argv);
    setProgramNames();
    QApplication::setApplicationVersion(QString::fromStdString(softwareVersion()));
    try {
        return run(app, screen);
    } catch (const BadInput& error) {
        return fail(error.what(), 2);
    } catch (const std::exception& error) {
        return fail(error.what(), 1);
    }
}
