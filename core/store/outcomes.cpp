// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/outcomes.h"

#include "core/base/error.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_reads.h"
#include "core/store/run_rows.h"

#include <algorithm>
#include <numeric>

namespace asge {
namespace {

/// More than the outcomes of 50,000 images of 1,000 classes in 64 layers need.
constexpr std::size_t kMostOutcomeBytes = std::size_t{16} << 20U;
constexpr std::int64_t kMostOutcomeImages = 1'000'000'000;
/// Memory of the margins of a history.
constexpr std::int64_t kMostHistoryBytes = std::int64_t{256} << 20U;

/// A count that is not 0, at its place in a row of counts.
struct PlacedCount {
    std::int64_t place = 0;
    std::int64_t count = 0;
};

void appendVarint(std::string& bytes, std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value);
    while (rest >= 0x80U) {
        bytes += static_cast<char>((rest & 0x7fU) | 0x80U);
        rest >>= 7U;
    }
    bytes += static_cast<char>(rest);
}

std::string encodeCounts(const std::vector<PlacedCount>& counts) {
    std::string bytes;
    std::int64_t next = 0;
    for (const PlacedCount& each : counts) {
        appendVarint(bytes, each.place - next);
        appendVarint(bytes, each.count);
        next = each.place + 1;
    }
    return bytes;
}

std::string encodeCounts(const std::vector<std::int64_t>& counts) {
    std::vector<PlacedCount> placed;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] != 0) {
            placed.push_back({static_cast<std::int64_t>(i), counts[i]});
        }
    }
    return encodeCounts(placed);
}

/// Reads the numbers of a blob one by one. Throws `damage` for a number that does not fit.
class VarintReader {
  public:
    explicit VarintReader(std::string_view bytes) : bytes_(bytes) {}

    bool atEnd() const { return at_ == bytes_.size(); }

    std::int64_t next() {
        constexpr unsigned kMostBits = 49; // beyond all bounds, and far from an overflow
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < kMostBits; shift += 7) {
            if (atEnd()) {
                throw damage("a number is cut off");
            }
            const auto byte = static_cast<unsigned char>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if ((byte & 0x80U) == 0) {
                return static_cast<std::int64_t>(value);
            }
        }
        throw damage("a number is too large");
    }

  private:
    std::string_view bytes_;
    std::size_t at_ = 0;
};

/// Decodes what encodeCounts wrote. `places` is the length of the row of counts.
std::vector<PlacedCount> decodeCounts(std::string_view bytes, std::int64_t places) {
    if (bytes.size() > kMostOutcomeBytes) {
        throw damage("there are more than " + std::to_string(kMostOutcomeBytes) + " bytes");
    }
    VarintReader reader(bytes);
    std::vector<PlacedCount> counts;
    std::int64_t next = 0;
    while (!reader.atEnd()) {
        const std::int64_t place = next + reader.next();
        const std::int64_t count = reader.next();
        if (place >= places || count <= 0 || count > kMostOutcomeImages) {
            throw damage("a count is out of range");
        }
        counts.push_back({place, count});
        next = place + 1;
    }
    return counts;
}

void requireImages(std::int64_t sum, std::int64_t images) {
    if (sum != images) {
        throw damage("the counts sum to " + std::to_string(sum) + " images instead of " +
                     std::to_string(images));
    }
}

std::vector<MarginCounts> decodeMargins(std::string_view bytes, std::size_t layers,
                                        std::int64_t images) {
    std::vector<MarginCounts> margins(layers);
    for (MarginCounts& each : margins) {
        each.fill(0);
    }
    const auto bins = static_cast<std::size_t>(kMarginBins);
    for (const PlacedCount& each : decodeCounts(bytes, static_cast<std::int64_t>(layers * bins))) {
        const auto place = static_cast<std::size_t>(each.place);
        margins[place / bins][place % bins] = each.count;
    }
    for (const MarginCounts& each : margins) {
        requireImages(std::accumulate(each.begin(), each.end(), std::int64_t{0}), images);
    }
    return margins;
}

std::vector<std::int64_t> decodeRanges(std::string_view bytes, std::size_t layers,
                                       std::int64_t images) {
    std::vector<std::int64_t> correct(rangeCount(layers));
    for (const PlacedCount& each : decodeCounts(bytes, std::ssize(correct))) {
        if (each.count > images) {
            throw damage("a range has more correct images than there are");
        }
        correct[static_cast<std::size_t>(each.place)] = each.count;
    }
    return correct;
}

ConfusionsPtr decodeConfusions(std::string_view bytes, std::size_t layers, int classes,
                               std::int64_t images) {
    const std::int64_t area = std::int64_t{classes} * classes;
    const auto scorers = static_cast<std::int64_t>(layers) + 1;
    auto confusions = std::make_shared<Confusions>(static_cast<std::size_t>(scorers));
    std::vector<std::int64_t> sums(static_cast<std::size_t>(scorers));
    for (const PlacedCount& each : decodeCounts(bytes, scorers * area)) {
        const auto scorer = static_cast<std::size_t>(each.place / area);
        const std::int64_t cell = each.place % area;
        (*confusions)[scorer].push_back(
            {static_cast<int>(cell / classes), static_cast<int>(cell % classes), each.count});
        sums[scorer] += each.count;
    }
    for (const std::int64_t sum : sums) {
        requireImages(sum, images);
    }
    return confusions;
}

std::string encodeMargins(const std::vector<MarginCounts>& margins) {
    std::vector<std::int64_t> all;
    for (const MarginCounts& each : margins) {
        all.insert(all.end(), each.begin(), each.end());
    }
    return encodeCounts(all);
}

std::string encodeConfusions(const Confusions& confusions, int classes) {
    const std::int64_t side = classes;
    std::vector<PlacedCount> placed;
    for (std::size_t scorer = 0; scorer < confusions.size(); ++scorer) {
        for (const ConfusionCell& cell : confusions[scorer]) {
            placed.push_back(
                {(static_cast<std::int64_t>(scorer) * side + cell.label) * side + cell.predicted,
                 cell.count});
        }
    }
    return encodeCounts(placed);
}

/// Throws BadInput unless the store can return these outcomes as they are.
void requireConsistent(const std::string& where, const SplitOutcomes& outcomes,
                       const RunShape& shape) {
    const std::size_t layers = shape.layers.size();
    if (!outcomes.confusions || outcomes.margins.size() != layers ||
        outcomes.rangeCorrect.size() != rangeCount(layers) ||
        outcomes.confusions->size() != layers + 1) {
        throw BadInput(where + "the outcomes do not match the run's layers");
    }
    const auto isClass = [&](int label) { return label >= 0 && label < shape.classes; };
    for (const Confusion& confusion : *outcomes.confusions) {
        for (const ConfusionCell& cell : confusion) {
            if (!isClass(cell.label) || !isClass(cell.predicted)) {
                throw BadInput(where + "the outcomes have a class that the run does not have");
            }
        }
    }
}

/// Throws `damage` unless the correct images of each layer and of Fusion are those of its range.
void requireAgreement(const SplitOutcomes& outcomes) {
    const std::size_t layers = outcomes.layers();
    for (std::size_t scorer = 0; scorer <= layers; ++scorer) {
        std::int64_t correct = 0;
        for (const ConfusionCell& cell : (*outcomes.confusions)[scorer]) {
            correct += cell.label == cell.predicted ? cell.count : 0;
        }
        const std::size_t range = scorer < layers ? rangeIndex(scorer, scorer, layers)
                                                  : rangeIndex(0, layers - 1, layers);
        if (correct != outcomes.rangeCorrect[range]) {
            throw damage("the confusions have other correct images than the ranges");
        }
    }
}

/// Of how many epochs one is read, counted from the last, so that a history of any length fits into
/// memory: a row takes few bytes in the store.
std::int64_t historyStride(const SQLite::Database& database, RunId id, std::size_t layers) {
    SQLite::Statement count(database, "SELECT count(*) FROM outcome WHERE run = ?");
    Binder(count).integer(id);
    count.executeStep();
    const auto row = static_cast<std::int64_t>(layers * sizeof(MarginCounts));
    return count.getColumn(0).getInt64() * row / kMostHistoryBytes + 1;
}

enum class Confused { no, yes };

/// Reads the row of a statement that selected split, images, classes, margins, ranges and, at the
/// end, confusions, in the columns from `column` on.
SplitOutcomes outcomesAt(const SQLite::Statement& row, int column, const RunShape& shape,
                         Confused confused) {
    SplitOutcomes outcomes;
    const int split = intAt(row, column);
    if (split != static_cast<int>(Split::validation) && split != static_cast<int>(Split::test)) {
        throw damage("they are of an unknown split");
    }
    outcomes.split = static_cast<Split>(split);
    outcomes.images = row.getColumn(column + 1).getInt64();
    if (outcomes.images < 1 || outcomes.images > kMostOutcomeImages) {
        throw damage("their number of images is out of range");
    }
    const int classes = intAt(row, column + 2);
    if (classes < 1 || classes > kMostClassNames ||
        (shape.classes != 0 && shape.classes != classes)) {
        throw damage("they have a different number of classes than the run");
    }
    const std::size_t layers = shape.layers.size();
    outcomes.margins = decodeMargins(blobAt(row, column + 3), layers, outcomes.images);
    outcomes.rangeCorrect = decodeRanges(blobAt(row, column + 4), layers, outcomes.images);
    if (confused == Confused::yes) {
        outcomes.confusions =
            decodeConfusions(blobAt(row, column + 5), layers, classes, outcomes.images);
        requireAgreement(outcomes);
    }
    return outcomes;
}

/// As outcomesAt; exceptions name the run and the epoch.
SplitOutcomes requireOutcomes(RunId id, int epoch, const SQLite::Statement& row, int column,
                              const RunShape& shape, Confused confused) {
    try {
        return outcomesAt(row, column, shape, confused);
    } catch (const SQLite::Exception& error) {
        throw damage(runPrefix(id) + "outcomes: epoch " + std::to_string(epoch) + ": " +
                     error.what());
    }
}

} // namespace

void insertOutcomes(SQLite::Database& database, RunId id, int epoch,
                    const std::vector<SplitOutcomes>& outcomes) {
    if (outcomes.empty()) {
        return;
    }
    const RunShape shape = readShape(database, id);
    SQLite::Statement insert(database, "INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const SplitOutcomes& each : outcomes) {
        requireConsistent(runPrefix(id) + "epoch " + std::to_string(epoch) + ": ", each, shape);
        const std::string margins = encodeMargins(each.margins);
        const std::string ranges = encodeCounts(each.rangeCorrect);
        const std::string confusions = encodeConfusions(*each.confusions, shape.classes);
        Binder(insert)
            .integer(id)
            .integer(epoch)
            .integer(static_cast<std::int64_t>(each.split))
            .integer(each.images)
            .integer(shape.classes)
            .blob(margins)
            .blob(ranges)
            .blob(confusions);
        execute(insert);
    }
}

std::vector<EpochOutcomes> readOutcomeHistory(const SQLite::Database& database, RunId id,
                                              int after) {
    const RunShape shape = readShape(database, id);
    SQLite::Statement select(database,
                             "SELECT epoch, split, images, classes, margins, ranges FROM outcome"
                             " WHERE run = ?1 AND epoch > ?2 AND epoch IN"
                             " (SELECT epoch FROM (SELECT epoch, row_number() OVER"
                             " (ORDER BY epoch DESC) AS place"
                             " FROM (SELECT DISTINCT epoch FROM outcome WHERE run = ?1))"
                             " WHERE (place - 1) % ?3 = 0) ORDER BY epoch, split");
    Binder(select).integer(id).integer(after).integer(
        historyStride(database, id, shape.layers.size()));
    std::vector<EpochOutcomes> history;
    while (select.executeStep()) {
        const int epoch = intAt(select, 0);
        if (epoch < 1 || epoch > kMostEpochs) {
            throw damage(runPrefix(id) + "outcomes: an epoch is out of range");
        }
        if (history.empty() || history.back().epoch != epoch) {
            history.push_back({epoch, {}});
        }
        history.back().splits.push_back(requireOutcomes(id, epoch, select, 1, shape, Confused::no));
    }
    return history;
}

EpochOutcomes readOutcomes(const SQLite::Database& database, RunId id, int epoch) {
    const RunShape shape = readShape(database, id);
    SQLite::Statement select(database, "SELECT split, images, classes, margins, ranges, confusions"
                                       " FROM outcome WHERE run = ? AND epoch = ? ORDER BY split");
    Binder(select).integer(id).integer(epoch);
    EpochOutcomes outcomes{epoch, {}};
    while (select.executeStep()) {
        outcomes.splits.push_back(requireOutcomes(id, epoch, select, 0, shape, Confused::yes));
    }
    return outcomes;
}

} // namespace asge
