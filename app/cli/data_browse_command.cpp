// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/data_browse_command.h"

#include "app/cli/class_name.h"
#include "app/cli/contact_sheet.h"
#include "app/cli/data_source.h"
#include "app/cli/exit_status.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "app/cli/picture_file.h"
#include "app/cli/text_drawer.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/file_kinds.h"

#include <algorithm>
#include <filesystem>
#include <functional>

namespace asge::cli {

namespace {

constexpr std::size_t kColumns = 10; ///< images in a row if only one class is shown

const ImageSet& splitNamed(const DataSet& set, const std::string& name) {
    const ImageSet& images = name == "test"         ? set.test
                             : name == "validation" ? set.validation
                                                    : set.train;
    if (images.count == 0) {
        throw BadInput("--split " + name +
                       ": there are no validation images; --set data.validation=N "
                       "takes some of the training images");
    }
    return images;
}

/// The positions of the first `count` images of a class in a split.
std::vector<int> firstOf(const ImageSet& images, int label, int count) {
    std::vector<int> positions;
    for (int i = 0; i < images.count && positions.size() < static_cast<std::size_t>(count); ++i) {
        if (images.labels[static_cast<std::size_t>(i)] == label) {
            positions.push_back(i);
        }
    }
    return positions;
}

/// One page of the sheet, counted from 1, and its range of rows.
struct Page {
    int number = 1;
    int pages = 1;
    std::size_t first = 0; ///< index of its first row
    std::size_t end = 0;

    std::string text() const {
        return "page " + std::to_string(number) + " of " + std::to_string(pages);
    }
};

Page pageOf(const DataOptions& options, std::size_t rows, const ImageSet& images) {
    const auto length = static_cast<std::size_t>(rowsOfPage(images));
    Page page;
    page.number = options.page;
    page.pages = static_cast<int>((rows + length - 1) / length);
    if (page.number > page.pages) {
        throw BadInput("--page " + std::to_string(page.number) + ": there " +
                       inNumber(page.pages, "is", "are") + ' ' + counted(page.pages, "page"));
    }
    page.first = static_cast<std::size_t>(page.number - 1) * length;
    page.end = std::min(rows, page.first + length);
    return page;
}

/// A row of the sheet, and the class that it shows.
struct ShownRow {
    int label = 0;
    std::string name; ///< the class as it is shown
    std::vector<int> positions;
};

struct ShownPage {
    Page page;
    std::vector<ShownRow> rows;
};

/// One row per class.
ShownPage allClasses(const DataOptions& options, const DataSet& set, const ImageSet& images) {
    ShownPage shown{pageOf(options, set.classNames.size(), images), {}};
    for (std::size_t i = shown.page.first; i < shown.page.end; ++i) {
        const auto label = static_cast<int>(i);
        shown.rows.push_back({label, set.classNames[i], firstOf(images, label, options.count)});
    }
    return shown;
}

/// Several rows of the same class.
ShownPage oneClass(const DataOptions& options, const ChosenClass& chosen, const ImageSet& images) {
    const std::vector<int> all = firstOf(images, chosen.label, options.count);
    if (all.empty()) {
        throw BadInput("--class: no image of class '" + chosen.shown + "' is in this split");
    }
    ShownPage shown{pageOf(options, (all.size() + kColumns - 1) / kColumns, images), {}};
    for (std::size_t row = shown.page.first; row < shown.page.end; ++row) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(row * kColumns);
        const auto length = std::min<std::ptrdiff_t>(kColumns, all.end() - begin);
        shown.rows.push_back({chosen.label, chosen.shown, {begin, begin + length}});
    }
    return shown;
}

/// The names of images: their files' names, or their index if one file holds all images.
class Names {
  public:
    Names(const DataSet& set, const std::string& split)
        : set_(set), images_(splitNamed(set, split)), split_(split) {}

    int indexOf(int position) const {
        return split_ == "test" ? set_.testIndices[static_cast<std::size_t>(position)] : position;
    }
    /// Empty if the images have no files of their own.
    std::string fileOf(int position) const {
        return images_.files ? shownName(std::filesystem::path(
                                             (*images_.files)[static_cast<std::size_t>(position)])
                                             .filename())
                             : "";
    }
    std::string captionOf(int position) const {
        const std::string file = fileOf(position);
        return file.empty() ? std::to_string(indexOf(position)) : file;
    }

  private:
    const DataSet& set_;
    const ImageSet& images_;
    const std::string split_;
};

std::vector<SheetRow> sheetRows(const ShownPage& shown, const Names& names, bool isNamed) {
    std::vector<SheetRow> rows;
    for (const ShownRow& row : shown.rows) {
        rows.push_back({isNamed ? row.name : "", {}});
        for (const int position : row.positions) {
            rows.back().images.push_back({position, names.captionOf(position)});
        }
    }
    return rows;
}

Json pageJson(const DataOptions& options, const ShownPage& shown, const DataSet& set,
              const Names& names, const std::vector<std::string>& notes) {
    Json json = {{"file", options.output},
                 {"split", options.split},
                 {"page", shown.page.number},
                 {"pages", shown.page.pages},
                 {"notes", notes}};
    json["rows"] = Json::array();
    for (const ShownRow& row : shown.rows) {
        Json images = Json::array();
        for (const int position : row.positions) {
            const std::string file = names.fileOf(position);
            images.push_back({{"index", names.indexOf(position)},
                              {"file", file.empty() ? Json(nullptr) : Json(file)}});
        }
        json["rows"].push_back({{"class", set.classNames[static_cast<std::size_t>(row.label)]},
                                {"class_index", row.label},
                                {"images", images}});
    }
    return json;
}

void printPage(const ShownPage& shown) {
    for (std::size_t i = 0; i < shown.rows.size(); ++i) {
        out() << "row " << i + 1 << ": " << shown.rows[i].name << '\n';
    }
    if (shown.page.pages > 1) {
        out() << shown.page.text() << '\n';
    }
}

} // namespace

int browseData(const DataOptions& options) {
    const Experiment::Data data = dataSettings(options);
    const DataSet set = withExperiment(options, [&] {
        LoadBar bar;
        return loadDataSet(data, bar);
    });
    std::vector<std::string> notes = set.notes;
    const ImageSet& images = splitNamed(set, options.split);
    const auto drawer = TextDrawer::open(kSheetTextSize);
    if (!drawer) {
        notes.emplace_back("no font was found, so there are no names on the sheet");
    }
    printNotes(shortened(notes));
    std::string title = oneLine(data.name) + ", " + options.split;
    ShownPage shown;
    if (options.className.empty()) {
        shown = allClasses(options, set, images);
        title += ", " + counted(set.classNames.size(), "class", "classes");
    } else {
        const ChosenClass chosen = classNamed(options.className, set.classNames, "--class");
        shown = oneClass(options, chosen, images);
        title += ", class " + chosen.shown;
    }
    title += ", " + shown.page.text();
    const Names names(set, options.split);
    writeAsWhole(options.output,
                 contactSheet(images, title, sheetRows(shown, names, options.className.empty()),
                              drawer.get()));
    if (options.json) {
        out().json(pageJson(options, shown, set, names, notes));
    } else {
        printPage(shown);
    }
    return ok;
}

} // namespace asge::cli
