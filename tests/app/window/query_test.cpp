// SPDX-License-Identifier: GPL-3.0-or-later

// The window's filter box and `asge runs list --filter` select the same runs.
#include "app/cli/commands.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/query/filter_lexer.h"
#include "core/query/filter_terms.h"
#include "core/query/run_rows.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/e2e/store_file.h"
#include "tests/support/tiny_data.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_view.h"

#include <gmock/gmock.h>

#include <QLineEdit>
#include <QTableView>
#include <QTest>

#include <nlohmann/json.hpp>

#include <memory>
#include <random>

namespace asge {
namespace {

constexpr int kRuns = 300;
constexpr int kFilters = 200;

const std::vector<std::string> kNames = {"vgg8 wide",    "Größe Ω", "run 9",       "run 10",
                                         "=1+1, \"x\"",  "ЖУК жук", "a(b) or c",   "naïve\u00A0x",
                                         "<b>50%</b> 😀", "RUN 009", "und_er.score"};
const std::vector<std::string> kTags = {"baseline", "Baseline2", "sweep:gain", "größe", "draft"};
const std::vector<std::string> kNotes = {
    "", "learns slowly", "two\nlines\ttab", "\x1b]0;x\x07", "\"quoted\" & more", "100 % sure"};

/// A random generator with the same sequence on every machine.
class Random {
  public:
    explicit Random(unsigned seed) : random_(seed) {}
    std::size_t below(std::size_t count) { return random_() % count; }
    bool once(std::size_t in) { return below(in) == 0; }
    template <class List>
    const auto& of(const List& list) {
        return list[below(std::size(list))];
    }

  private:
    std::mt19937 random_;
};

Experiment randomExperiment(Random& random) {
    Experiment experiment = test::tinyExperiment();
    experiment.train.seed = static_cast<std::int64_t>(random.below(5));
    experiment.train.batch = random.of(std::vector{16, 32, 64});
    experiment.train.epochs = 4;
    experiment.projection.gain = random.of(std::vector{0.5, 2.5, 5.0});
    experiment.optimizer.learningRate = random.of(std::vector{0.002, 0.01});
    experiment.train.order = random.once(3) ? UpdateOrder::greedy : UpdateOrder::together;
    experiment.data.name = random.once(2) ? "fashion-mnist" : "cifar-10";
    return experiment;
}

EpochEvent randomEpoch(Random& random, int epoch) {
    const auto share = [&random] { return static_cast<double>(random.below(1001)) / 1000; };
    EpochEvent event;
    event.epoch = epoch;
    event.step = 10 * epoch;
    event.seconds = static_cast<double>(random.below(50)) * 60 + epoch;
    event.values.setRun(MetricId::imagesPerSecond, static_cast<double>(100 + random.below(2000)));
    const std::vector<LayerScore> scores{{1.0, share()}, {1.0, share()}};
    for (const Split split : kImageSplits) {
        event.values.setScores(split, scores);
    }
    event.values.set(MetricId::accuracy, Split::test, Accuracies{share(), share(), share()});
    return event;
}

NewRun randomRun(Random& random, const Experiment& experiment) {
    NewRun run;
    run.experimentJson = toJson(experiment);
    run.method = random.once(4) ? "backprop" : "asge";
    run.dataName = experiment.data.name;
    run.epochs = experiment.train.epochs;
    run.device = random.once(2) ? "cpu" : "cuda:0";
    run.layers.assign(2, {8, 2, 7, 7, false});
    run.name = random.once(2) ? "run " + std::to_string(random.below(200)) : "plain";
    for (const std::string& tag : kTags) {
        if (random.once(4)) {
            run.tags.push_back(tag);
        }
    }
    if (random.once(8)) {
        run.lineage = Lineage{"0123456789abcdef0123456789abcdef", 0, "root", 2, 20, {}};
    }
    return run;
}

/// SQL that writes values the writer would refuse or generate itself, as other programs may.
std::string foreignChanges(Random& random, RunId id) {
    const std::string where = " WHERE id = " + std::to_string(id) + ";";
    const std::string day = std::to_string(10 + random.below(18));
    std::string sql = "UPDATE run SET created = '2026-" + std::string(random.once(2) ? "0" : "1") +
                      "1-" + day + "T1" + std::to_string(random.below(10)) + ":00:00Z'" + where;
    if (random.once(2)) {
        std::string name = random.of(kNames);
        for (std::size_t i = name.find('\''); i != std::string::npos; i = name.find('\'', i + 2)) {
            name.insert(i, "'");
        }
        sql += "UPDATE run SET name = '" + name + "'" + where;
    }
    if (random.once(10)) {
        sql += "UPDATE run SET experiment = '{\"train\": {\"mixup\": 0." +
               std::to_string(random.below(5)) + ", \"seed\": 2, \"mood\": \"Calm\"}}'" + where;
    }
    return sql;
}

void fill(const std::filesystem::path& store) {
    constexpr RunStatus kStatuses[] = {RunStatus::finished, RunStatus::finished,
                                       RunStatus::failed,   RunStatus::stopped,
                                       RunStatus::paused,   RunStatus::interrupted};
    Random random(1);
    std::string sql;
    auto writer = std::make_unique<RunWriter>(store);
    for (int i = 0; i < kRuns; ++i) {
        const RunId id = writer->createRun(randomRun(random, randomExperiment(random)));
        for (int epoch = 1; epoch <= static_cast<int>(random.below(3)); ++epoch) {
            writer->commitEpoch(id, randomEpoch(random, epoch), {},
                                {.epoch = epoch, .step = 10 * epoch, .bytes = "x"});
        }
        if (!random.once(10)) {
            const RunStatus status = random.of(kStatuses);
            writer->setStatus(id, status, status == RunStatus::failed ? "loss is not finite" : "");
        }
        writer->setNotes(id, random.of(kNotes));
        writer->setArchived(id, random.once(7));
        sql += foreignChanges(random, id);
    }
    writer.reset();
    test::execute(store.string(), sql.c_str());
}

/// Makes valid filters over all fields and operators, with values that occur in the runs.
class FilterMaker {
  public:
    explicit FilterMaker(const RunEntries& runs)
        : runs_(runs), dice_(2), fields_(RunField::names()) {
        for (const char* name :
             {"layer1", "layer2", "layer3", "train.mixup", "train.mood", "seed"}) {
            fields_.push_back(name);
        }
        seen_ = seenSettings(runs).unknown;
    }

    std::string next() { return expression(2); }
    Random& random() { return dice_; }
    const std::set<std::string>& seen() const { return seen_; }
    const std::set<std::string>& operators() const { return operators_; }
    const std::set<std::string>& named() const { return named_; }

  private:
    std::string expression(int depth) {
        if (depth == 0 || dice_.once(3)) {
            return term();
        }
        switch (dice_.below(5)) {
        case 0:
            return "not " + expression(0);
        case 1:
            return "(" + expression(depth - 1) + " or " + expression(depth - 1) + ")";
        case 2:
            return expression(depth - 1) + " or " + expression(depth - 1);
        case 3:
            return expression(depth - 1) + " and " + expression(depth - 1);
        default:
            return expression(depth - 1) + " " + expression(depth - 1);
        }
    }

    std::string term() {
        switch (dice_.below(8)) {
        case 0:
            return dice_.once(2) ? '"' + word() + '"' : plainWord();
        case 1:
            return "is:" + dice_.of(filter::states());
        case 2:
            return "has:" + dice_.of(filter::things());
        default:
            return comparison(*RunField::found(dice_.of(fields_), seen_));
        }
    }

    std::string plainWord() {
        return dice_.of(std::vector<std::string>{"vgg8", "GRÖSSE", "größe", "жУк", "cuda:0", "64"});
    }

    /// A word, or a part of one, that occurs in a run.
    std::string word() {
        static const std::vector<std::string> words = {"vgg8",   "GRÖSSE", "größe", "ω",
                                                       "жУк",    "run 1",  "slow",  "fashion",
                                                       "=1+1, ", "<b>",    "😀",     "8 16"};
        return dice_.of(words);
    }

    std::string comparison(const RunField& field) {
        std::vector<std::string> operators = {"=", "!=", ":", "~"};
        if (filter::takesOrder(field)) {
            operators.insert(operators.end(), {"<", "<=", ">", ">=", "≤", "≥"});
        }
        const std::string operation = dice_.of(operators);
        operators_.insert(operation);
        named_.insert(field.name());
        const std::string blank = dice_.once(2) ? " " : "";
        return field.name() + blank + operation + blank + filter::quotedIfNeeded(value(field));
    }

    std::string value(const RunField& field) {
        const auto values = seenValues(field, runs_);
        switch (field.kind()) {
        case FieldKind::accuracy:
            return dice_.once(2) ? std::to_string(dice_.below(100)) + "." +
                                       std::to_string(dice_.below(10)) + "%"
                                 : "0." + std::to_string(dice_.below(1000));
        case FieldKind::duration:
            return std::to_string(dice_.below(40)) +
                   dice_.of(std::vector<std::string>{"m", "h", "d", "m30s"});
        case FieldKind::date:
            return dice_.of(std::vector<std::string>{"2026", "2026-01", "2026-11-15",
                                                     "2026-01-20T14", "today", "yesterday"});
        case FieldKind::count:
        case FieldKind::number:
            return values.empty() || dice_.once(4) ? std::to_string(dice_.below(100))
                                                   : dice_.of(values);
        case FieldKind::choice:
            return dice_.of(field.choices());
        case FieldKind::either:
            return dice_.of(std::vector<std::string>{"0.2", "0.3"});
        default:
            return part(values.empty() ? "none" : dice_.of(values));
        }
    }

    /// The first line of a text, or its beginning in another case.
    std::string part(const std::string& text) {
        const std::string line = oneLine(text.substr(0, text.find('\n')));
        if (dice_.once(2)) {
            return line;
        }
        std::string upper = line.substr(0, 1 + line.size() / 2);
        while (findInvalidUtf8(upper)) {
            upper.pop_back();
        }
        return QString::fromStdString(upper).toUpper().toStdString();
    }

    const RunEntries& runs_;
    Random dice_;
    std::vector<std::string> fields_;
    std::set<std::string> seen_;
    std::set<std::string> operators_;
    std::set<std::string> named_;
};

std::vector<RunId> printedIds(const std::filesystem::path& store, const std::string& filter,
                              const std::string& sort) {
    cli::RunsOptions options;
    options.store = store.string();
    options.json = true;
    options.query = {filter, {"id"}, sort, {}};
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    EXPECT_EQ(cli::listRuns(options), cli::ok);
    testing::internal::GetCapturedStderr();
    std::vector<RunId> ids;
    for (const auto& run : nlohmann::json::parse(testing::internal::GetCapturedStdout())) {
        ids.push_back(run["id"].get<RunId>());
    }
    return ids;
}

/// A run table with the runs of a store, and its filter box.
class ShownRuns {
  public:
    explicit ShownRuns(std::vector<RunSummary> runs)
        : edit_(view_.findChild<QLineEdit*>("runsFilter")),
          model_(static_cast<RunsModel*>(view_.findChild<QTableView*>("runsTable")->model())) {
        bool read = false;
        QObject::connect(model_, &RunsModel::settingsRead, model_, [&] { read = true; });
        view_.setRuns(std::move(runs));
        EXPECT_TRUE(QTest::qWaitFor([&] { return read; }, 60000));
    }

    std::vector<RunId> ids(const std::string& filter, const std::string& field, bool ascending) {
        edit_->clear();
        edit_->setText(QString::fromStdString(filter));
        model_->sort(*model_->columnNamed(QString::fromStdString(field)),
                     ascending ? Qt::AscendingOrder : Qt::DescendingOrder);
        std::vector<RunId> ids;
        for (int row = 0; row < model_->rowCount(); ++row) {
            ids.push_back(model_->runAt(row)->summary().id);
        }
        return ids;
    }
    std::string columnName(Random& random) { return random.of(model_->columns()).field.name(); }

  private:
    RunsView view_;
    QLineEdit* edit_;
    RunsModel* model_;
};

TEST(Query, TheWindowAndTheCommandSelectTheSameRuns) {
    const test::TemporaryFolder folder;
    const auto store = folder.path() / "runs.sqlite";
    setenv("XDG_STATE_HOME", (folder.path() / "state").c_str(), 1);
    fill(store);
    const std::vector<RunSummary> runs = RunReader(store).runs();
    ASSERT_EQ(runs.size(), static_cast<std::size_t>(kRuns));
    const RunEntries entries = makeEntries(runs);
    FilterMaker maker(entries);
    ShownRuns shown(runs);
    int discriminating = 0; // filters that some runs match and others do not
    for (int i = 0; i < kFilters; ++i) {
        const std::string filter = maker.next();
        const RunFilter read(filter, maker.seen());
        ASSERT_FALSE(read.error()) << filter << ": " << read.error()->message;
        const std::string field = shown.columnName(maker.random());
        const bool ascending = maker.random().once(2);
        const auto printed = printedIds(store, filter, (ascending ? "" : "-") + field);
        ASSERT_EQ(shown.ids(filter, field, ascending), printed) << filter << ", by " << field;
        discriminating += !printed.empty() && printed.size() < runs.size() / 2 ? 1 : 0;
    }
    EXPECT_GT(discriminating, kFilters / 4);
    EXPECT_EQ(maker.operators().size(), 10U);
    EXPECT_GT(maker.named().size(), 40U);
}

} // namespace
} // namespace asge
