// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace asge::confusion {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A cell with its row, before the cells are sorted.
struct Entry {
    int row = 0;
    int column = 0;
    std::int64_t count = 0;
    std::int64_t other = 0;
};

double ratio(std::int64_t part, std::int64_t all) {
    return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : kUnknown;
}

} // namespace

Matrix::Matrix(const Confusion& confusion, const Confusion* other, int classes,
               std::vector<int> order, Values values)
    : order_(std::move(order)), place_(order_.size()), values_(values),
      difference_(other != nullptr) {
    for (std::size_t position = 0; position < order_.size(); ++position) {
        place_[static_cast<std::size_t>(order_[position])] = static_cast<int>(position);
    }
    std::vector<Entry> entries;
    const auto add = [&](const Confusion& from, std::int64_t Entry::*count) {
        for (const ConfusionCell& cell : from) {
            if (cell.label >= 0 && cell.label < classes && cell.predicted >= 0 &&
                cell.predicted < classes) {
                Entry entry{positionOf(cell.label), positionOf(cell.predicted), 0, 0};
                entry.*count = cell.count;
                entries.push_back(entry);
            }
        }
    };
    add(confusion, &Entry::count);
    if (other != nullptr) {
        add(*other, &Entry::other);
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.row, a.column) < std::tie(b.row, b.column);
    });
    images_.assign(order_.size(), 0);
    otherImages_.assign(order_.size(), 0);
    begin_.assign(order_.size() + 1, 0);
    int lastRow = -1;
    for (const Entry& entry : entries) {
        if (lastRow == entry.row && cells_.back().column == entry.column) {
            cells_.back().count += entry.count;
            cells_.back().other += entry.other;
        } else {
            cells_.push_back({entry.column, entry.count, entry.other});
            ++begin_[static_cast<std::size_t>(entry.row) + 1];
        }
        lastRow = entry.row;
        images_[static_cast<std::size_t>(entry.row)] += entry.count;
        otherImages_[static_cast<std::size_t>(entry.row)] += entry.other;
        allImages_ += entry.count;
        allOtherImages_ += entry.other;
        if (entry.row == entry.column) {
            allCorrect_ += entry.count;
            allOtherCorrect_ += entry.other;
        }
    }
    for (std::size_t row = 0; row < order_.size(); ++row) {
        begin_[row + 1] += begin_[row];
    }
}

std::pair<const Matrix::Cell*, const Matrix::Cell*> Matrix::row(int position) const {
    const auto at = static_cast<std::size_t>(position);
    return {cells_.data() + begin_[at], cells_.data() + begin_[at + 1]};
}

Matrix::Cell Matrix::cell(int rowPosition, int column) const {
    const auto [first, last] = row(rowPosition);
    const Cell* found = std::lower_bound(
        first, last, column, [](const Cell& each, int wanted) { return each.column < wanted; });
    return found != last && found->column == column ? *found : Cell{column, 0, 0};
}

double Matrix::fraction(int row, std::int64_t count) const {
    return ratio(count, images_[static_cast<std::size_t>(row)]);
}

double Matrix::otherFraction(int row, std::int64_t count) const {
    return ratio(count, otherImages_[static_cast<std::size_t>(row)]);
}

double Matrix::value(int row, const Cell& cell) const {
    if (values_ == Values::counts) {
        return static_cast<double>(difference_ ? cell.other - cell.count : cell.count);
    }
    const double own = fraction(row, cell.count);
    return difference_ ? otherFraction(row, cell.other) - own : own;
}

double Matrix::recall(int row) const {
    const Cell right = cell(row, row);
    const double own = fraction(row, right.count);
    return difference_ ? otherFraction(row, right.other) - own : own;
}

const Matrix::Blocks& Matrix::blocks(int size) const {
    const auto [found, isNew] = blocks_.try_emplace(size);
    if (isNew) {
        found->second = makeBlocks(size);
    }
    return found->second;
}

Matrix::Blocks Matrix::makeBlocks(int size) const {
    Blocks blocks;
    blocks.size = size;
    blocks.side = (classes() + size - 1) / size;
    const auto side = static_cast<std::size_t>(blocks.side);
    if (size > 1) {
        blocks.errors.assign(side * side, 0);
        blocks.correct.assign(side, 0);
    }
    const auto note = [&](double value, bool right) {
        const double magnitude = std::abs(value);
        double& most = right ? blocks.mostCorrect : blocks.mostErrors;
        most = std::max(most, magnitude); // a NaN is never the larger
        if (!right && magnitude > 0 &&
            (blocks.leastErrors == 0 || magnitude < blocks.leastErrors)) {
            blocks.leastErrors = magnitude;
        }
    };
    for (int position = 0; position < classes(); ++position) {
        const auto [first, last] = row(position);
        const int rowsOfBlock = std::min(size, classes() - position / size * size);
        for (const Cell* each = first; each != last; ++each) {
            const double own = value(position, *each);
            if (size == 1) {
                note(own, each->column == position);
                continue;
            }
            const double part = std::isnan(own)                ? 0
                                : values_ == Values::fractions ? own / rowsOfBlock
                                                               : own;
            const auto blockRow = static_cast<std::size_t>(position / size);
            if (each->column == position) {
                blocks.correct[blockRow] += part;
            } else {
                blocks.errors[blockRow * side + static_cast<std::size_t>(each->column / size)] +=
                    part;
            }
        }
    }
    std::for_each(blocks.errors.begin(), blocks.errors.end(), [&](double v) { note(v, false); });
    std::for_each(blocks.correct.begin(), blocks.correct.end(), [&](double v) { note(v, true); });
    return blocks;
}

std::vector<Matrix::Pair> Matrix::largestErrors(std::size_t count) const {
    std::vector<Pair> pairs;
    for (int position = 0; position < classes(); ++position) {
        const auto [first, last] = row(position);
        for (const Cell* each = first; each != last; ++each) {
            const double own = value(position, *each);
            if (each->column != position && own != 0 && !std::isnan(own)) {
                pairs.push_back(
                    {classAt(position), classAt(each->column), each->count, each->other, own});
            }
        }
    }
    const auto larger = [](const Pair& a, const Pair& b) {
        return std::tuple(-std::abs(a.value), a.label, a.predicted) <
               std::tuple(-std::abs(b.value), b.label, b.predicted);
    };
    const auto kept = static_cast<std::ptrdiff_t>(std::min(count, pairs.size()));
    std::partial_sort(pairs.begin(), pairs.begin() + kept, pairs.end(), larger);
    pairs.resize(static_cast<std::size_t>(kept));
    return pairs;
}

} // namespace asge::confusion
