// SPDX-License-Identifier: GPL-3.0-or-later

// Checks the order of the folders on every #include: a folder may include itself and the folders
// above it in the list. LibTorch, SQLite and Qt may be included in certain folders only.
#include <gmock/gmock.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace asge {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// Every folder with sources, after all folders that it may include.
const std::vector<std::string> kFolders = {
    "core/base",         "core/experiment",   "core/run",           "core/data",
    "core/store",        "core/query",        "core/sweep",         "core/export",
    "core/control",      "core/learn/model",  "core/learn/compute", "core/learn/methods",
    "core/learn/probe",  "core/learn/train",  "core/learn/session", "widgets/common",
    "widgets/plot",      "widgets/form",      "widgets/runs",       "widgets/curves",
    "widgets/maps",      "widgets/goodness",  "widgets/images",     "widgets/evidence",
    "widgets/inspector", "widgets/confusion", "widgets/margins",    "widgets/ladder",
    "widgets/channels",  "widgets/events",    "widgets/layers",     "widgets/compare",
    "widgets/trials",    "widgets/lineage",   "widgets/queue",      "app/cli",
    "app/window"};

/// The headers of a library, and the folders and files that may include them.
struct Library {
    std::string name;
    std::regex header;
    std::vector<std::string> users; ///< prefixes of the paths that may include the headers
};

const std::vector<Library> kLibraries = {
    {"LibTorch", std::regex("^(torch|ATen|c10|caffe2)/.*"), {"core/learn/"}},
    {"SQLite",
     std::regex("^(SQLiteCpp/.*|sqlite3.*\\.h)$"),
     {"core/store/", "core/data/verdict_cache.", "core/data/harden."}},
    {"Qt",
     std::regex("^(Q[A-Z]\\w*|Qt[A-Z]\\w*/.*|qcustomplot\\.h)$"),
     {"widgets/", "app/window/"}},
    // Other dialogs open the files that they list, and so drop the locks of the open store.
    {"Qt's file dialog", std::regex("^QFileDialog$"), {"widgets/common/file_dialog."}},
};

struct Include {
    std::string file; ///< the including file
    int line = 0;
    std::string header;
};

bool isSource(const fs::path& path) {
    return path.extension() == ".h" || path.extension() == ".cpp";
}

/// Every #include of the sources under root/core, root/widgets and root/app, by file and line.
std::vector<Include> includesOf(const fs::path& root) {
    static const std::regex directive(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"].*)re");
    std::vector<Include> found;
    std::set<fs::path> files;
    for (const char* top : {"core", "widgets", "app"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            if (isSource(entry.path())) {
                files.insert(entry.path());
            }
        }
    }
    for (const fs::path& path : files) {
        std::ifstream file(path);
        int number = 0;
        for (std::string line; std::getline(file, line);) {
            ++number;
            std::smatch match;
            if (std::regex_match(line, match, directive)) {
                found.push_back({path.lexically_relative(root).generic_string(), number, match[1]});
            }
        }
    }
    return found;
}

std::string folderOf(const std::string& path) {
    return path.substr(0, path.find_last_of('/'));
}

/// The position in kFolders, or -1.
int rankOf(const std::string& folder) {
    const auto place = std::find(kFolders.begin(), kFolders.end(), folder);
    return place == kFolders.end() ? -1 : static_cast<int>(place - kFolders.begin());
}

std::string fault(const Include& include, const std::string& what) {
    return include.file + ":" + std::to_string(include.line) + ": " + include.header + ": " + what;
}

/// The fault in an include of one of the project's own headers; empty if there is none.
std::string ownFault(const fs::path& root, const Include& include) {
    const std::string from = folderOf(include.file), to = folderOf(include.header);
    if (rankOf(from) < 0) {
        return fault(include, "the folder of this file is not in the list of folders");
    }
    if (!fs::exists(root / include.header)) {
        return fault(include, "there is no such header; paths begin at the project's root");
    }
    if (rankOf(to) > rankOf(from)) {
        return fault(include, from + " may not include " + to);
    }
    // The window and the command line share only core.
    if (from == "app/window" && to == "app/cli") {
        return fault(include, from + " may not include " + to);
    }
    return {};
}

std::string libraryFault(const Include& include) {
    for (const Library& library : kLibraries) {
        const auto mayUse = [&](const std::string& user) { return include.file.starts_with(user); };
        if (std::regex_match(include.header, library.header) &&
            std::none_of(library.users.begin(), library.users.end(), mayUse)) {
            return fault(include, library.name + " may not be included here");
        }
    }
    return {};
}

/// A depth-first search for include cycles.
class CycleSearch {
  public:
    explicit CycleSearch(const std::vector<Include>& includes) {
        for (const Include& include : includes) {
            edges_[include.file].push_back(include.header);
        }
    }

    std::vector<std::string> cycles() {
        for (const auto& [file, headers] : edges_) {
            visit(file);
        }
        return found_;
    }

  private:
    void visit(const std::string& file) {
        if (done_.contains(file)) {
            return;
        }
        const auto place = std::find(path_.begin(), path_.end(), file);
        if (place != path_.end()) {
            std::string cycle;
            for (auto step = place; step != path_.end(); ++step) {
                cycle += *step + " -> ";
            }
            found_.push_back(cycle + file);
            return;
        }
        path_.push_back(file);
        if (const auto edges = edges_.find(file); edges != edges_.end()) {
            for (const std::string& header : edges->second) {
                visit(header);
            }
        }
        path_.pop_back();
        done_.insert(file);
    }

    std::map<std::string, std::vector<std::string>> edges_;
    std::vector<std::string> path_;
    std::set<std::string> done_;
    std::vector<std::string> found_;
};

std::vector<std::string> faultsOf(const fs::path& root) {
    const std::vector<Include> includes = includesOf(root);
    std::vector<std::string> faults = CycleSearch(includes).cycles();
    for (const Include& include : includes) {
        const bool isOwn = include.header.find('/') != std::string::npos &&
                           fs::exists(root / include.header.substr(0, include.header.find('/')));
        const std::string found = isOwn ? ownFault(root, include) : libraryFault(include);
        if (!found.empty()) {
            faults.push_back(found);
        }
    }
    return faults;
}

TEST(IncludeRules, HoldInTheWholeTree) {
    EXPECT_THAT(faultsOf(SOURCE_FOLDER), IsEmpty());
}

TEST(Sources, NameTheirLicenceInTheFirstLine) {
    for (const char* top : {"core", "widgets", "app", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOURCE_FOLDER) / top)) {
            std::string line;
            if (isSource(entry.path())) {
                std::getline(std::ifstream(entry.path()), line);
                EXPECT_EQ(line, "// SPDX-License-Identifier: GPL-3.0-or-later") << entry.path();
            }
        }
    }
}

/// A small source tree with faults.
class PlantedIncludes : public testing::Test {
  protected:
    void SetUp() override {
        fs::remove_all(root_);
        write("core/base/error.h", "");
        write("core/store/reader.h",
              "#include \"core/base/error.h\"\n#include <SQLiteCpp/Database.h>\n");
        write("core/learn/train/trainer.cpp", "#include <ATen/ATen.h>\n");
        write("widgets/plot/canvas.h", "#include <QWidget>\n");
        write("app/cli/main.cpp", "#include \"core/store/reader.h\"\n#include <string>\n");
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << text;
    }

    const fs::path root_ =
        fs::path(testing::TempDir()) / ("planted_includes_" + std::to_string(getpid()));
};

TEST_F(PlantedIncludes, ASoundTreeHasNoFault) {
    EXPECT_THAT(faultsOf(root_), IsEmpty());
}

TEST_F(PlantedIncludes, AnUpwardIncludeIsFound) {
    write("core/base/text.cpp", "#include \"core/store/reader.h\"\n");
    EXPECT_THAT(faultsOf(root_), ElementsAre("core/base/text.cpp:1: core/store/reader.h: "
                                             "core/base may not include core/store"));
}

TEST_F(PlantedIncludes, ACycleIsFound) {
    write("core/run/a.h", "\n#include \"core/run/b.h\"\n");
    write("core/run/b.h", "#include \"core/run/a.h\"\n");
    EXPECT_THAT(faultsOf(root_), ElementsAre("core/run/a.h -> core/run/b.h -> core/run/a.h"));
}

TEST_F(PlantedIncludes, LibrariesStayInTheirFolders) {
    write("core/run/events.h",
          "#include <torch/torch.h>\n#include <sqlite3.h>\n#include <QString>\n");
    write("widgets/plot/plot.cpp", "#  include <SQLiteCpp/SQLiteCpp.h>\n");
    EXPECT_THAT(faultsOf(root_),
                ElementsAre("core/run/events.h:1: torch/torch.h: LibTorch may not be included here",
                            "core/run/events.h:2: sqlite3.h: SQLite may not be included here",
                            "core/run/events.h:3: QString: Qt may not be included here",
                            "widgets/plot/plot.cpp:1: SQLiteCpp/SQLiteCpp.h: SQLite may not be "
                            "included here"));
}

TEST_F(PlantedIncludes, UnknownFoldersAndMissingHeadersAreFound) {
    write("core/misc/x.h", "#include \"core/base/error.h\"\n");
    write("core/run/y.h", "#include \"core/run/missing.h\"\n");
    EXPECT_THAT(faultsOf(root_),
                ElementsAre("core/misc/x.h:1: core/base/error.h: the folder of this file is not in "
                            "the list of folders",
                            "core/run/y.h:1: core/run/missing.h: there is no such header; paths "
                            "begin at the project's root"));
}

} // namespace
} // namespace asge
