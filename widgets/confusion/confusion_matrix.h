// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace asge::confusion {

enum class Values {
    counts,
    fractions, ///< of the images of the label
};

/// One confusion matrix in the order in which it is drawn, or the difference of two, B − A. It
/// stays sparse, since data sets may have many thousands of classes.
class Matrix {
  public:
    /// The images of a label that are predicted as one class.
    struct Cell {
        int column = 0; ///< position of the predicted class
        std::int64_t count = 0;
        std::int64_t other = 0; ///< the count of B
    };
    /// A number of classes that share a block, and the blocks' sums. Fractions are means over the
    /// labels of a block.
    struct Blocks {
        int size = 1;                ///< classes
        int side = 0;                ///< blocks
        std::vector<double> errors;  ///< side × side: what is predicted wrongly
        std::vector<double> correct; ///< side
        double mostErrors = 0;       ///< the largest magnitude
        double mostCorrect = 0;
        double leastErrors = 0; ///< the smallest magnitude that is not 0; 0 if there is none
    };
    /// A pair of classes.
    struct Pair {
        int label = 0;
        int predicted = 0;
        std::int64_t count = 0;
        std::int64_t other = 0;
        double value = 0;
    };

    Matrix() = default;
    /// `order` has each class once. `other` is B, or null. Cells of classes outside of 0 to
    /// classes − 1 are ignored.
    Matrix(const Confusion& confusion, const Confusion* other, int classes, std::vector<int> order,
           Values values);

    int classes() const { return static_cast<int>(order_.size()); }
    bool isDifference() const { return difference_; }
    Values values() const { return values_; }
    int classAt(int position) const { return order_[static_cast<std::size_t>(position)]; }
    int positionOf(int label) const { return place_[static_cast<std::size_t>(label)]; }

    /// The cells of a row that are not 0, by ascending column.
    std::pair<const Cell*, const Cell*> row(int position) const;
    Cell cell(int row, int column) const;
    /// A count, a fraction, or the difference of two.
    double value(int row, const Cell& cell) const;
    /// The fraction of a label's images; NaN without images.
    double fraction(int row, std::int64_t count) const;
    double otherFraction(int row, std::int64_t count) const;
    /// The recall of a label: the fraction of its images that are predicted correctly; NaN without
    /// images. Of a difference that of B minus that of A.
    double recall(int row) const;
    std::int64_t imagesOf(int row) const { return images_[static_cast<std::size_t>(row)]; }
    std::int64_t images() const { return allImages_; }
    std::int64_t correct() const { return allCorrect_; }
    std::int64_t otherImages() const { return allOtherImages_; }
    std::int64_t otherCorrect() const { return allOtherCorrect_; }

    /// The matrix in blocks of `size` × `size` classes; size 1 has no vectors, only extremes.
    const Blocks& blocks(int size) const;
    /// The wrong predictions with the largest values, or magnitudes of a difference.
    std::vector<Pair> largestErrors(std::size_t count) const;

  private:
    Blocks makeBlocks(int size) const;

    std::vector<int> order_, place_;
    std::vector<std::size_t> begin_; ///< of each row in cells_, and the end
    std::vector<Cell> cells_;
    std::vector<std::int64_t> images_, otherImages_; ///< by row
    std::int64_t allImages_ = 0, allCorrect_ = 0, allOtherImages_ = 0, allOtherCorrect_ = 0;
    Values values_ = Values::counts;
    bool difference_ = false;
    mutable std::map<int, Blocks> blocks_;
};

} // namespace asge::confusion
