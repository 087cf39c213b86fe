// SPDX-License-Identifier: GPL-3.0-or-later

// Rules for untrusted text, checked on the sources: code must print through the one output class
// and set widgets' texts through the plain labels. Plurals must be made by one function.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// "folder/file:line: text" of each line that a rule forbids. Comments are ignored.
std::vector<std::string> breaches(const std::vector<std::string>& folders, const std::string& rule,
                                  const std::set<std::string>& exempt) {
    const std::regex forbidden(rule);
    std::vector<std::string> found;
    for (const std::string& folder : folders) {
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(SOURCE_FOLDER) / folder)) {
            const fs::path& path = entry.path();
            if ((path.extension() != ".cpp" && path.extension() != ".h") ||
                exempt.contains(path.filename().string())) {
                continue;
            }
            std::ifstream file(path);
            int number = 0;
            for (std::string line; std::getline(file, line);) {
                ++number;
                const std::string code = line.substr(0, line.find("//"));
                if (std::regex_search(code, forbidden)) {
                    found.push_back(folder + "/" + path.filename().string() + ":" +
                                    std::to_string(number) + ": " + line);
                }
            }
        }
    }
    return found;
}

void expectNone(const std::vector<std::string>& found, const std::string& instead) {
    for (const std::string& line : found) {
        ADD_FAILURE() << line << "\n  instead: " << instead;
    }
}

TEST(BorderRules, AllOutputOfAsgeIsCleaned) {
    expectNone(
        breaches({"app/cli"}, R"(std::(cout|cerr|clog)\s*<<|\b(printf|puts|fputs|fprintf)\()", {}),
        "out() << … or errors() << … of app/cli/output.h");
    expectNone(breaches({"app/cli"}, R"(std::(cout|cerr)\b)",
                        {"output.cpp", "main.cpp", "sweep_command.cpp", "training_output.cpp",
                         "load_bar.cpp"}),
               "out() or errors() of app/cli/output.h");
}

TEST(BorderRules, TheWindowPrintsThroughOneFunction) {
    expectNone(breaches({"app/window", "widgets"},
                        R"(std::(cerr|clog)|\b(printf|puts|fputs|fprintf)\()", {"screen.cpp"}),
               "printError of app/window/screen.h");
    expectNone(breaches({"app/window", "widgets"}, R"(std::cout)", {"main.cpp"}),
               "nothing: the window prints its help and its version only");
}

TEST(BorderRules, CorePrintsNothing) {
    expectNone(breaches({"core"}, R"(std::(cout|cerr|clog)|\b(printf|puts|fputs|fprintf)\()", {}),
               "an Error, or a note");
}

TEST(BorderRules, NoLabelGuessesTheFormatOfItsText) {
    expectNone(breaches({"app/window", "widgets"},
                        R"(new QLabel\b|: public QLabel\b|\bQLabel\(|QLabel [a-z]\w*[;({])",
                        {"plain_text.h", "plain_text.cpp"}),
               "PlainLabel, or RichLabel for HTML of the program's own");
}

TEST(BorderRules, NoWidgetReadsHtml) {
    expectNone(
        breaches({"app/window", "widgets"},
                 R"(setTextFormat|setHtml|appendHtml|QTextBrowser|QTextEdit\b|)"
                 R"(QTextDocument\b|QStaticText|QErrorMessage|QWhatsThis|setWhatsThis|)"
                 R"(WhatsThisRole|QGraphicsTextItem|QSplashScreen|Qt::(Auto|Rich|Markdown)Text)",
                 {"plain_text.cpp", "help_window.h", "help_window.cpp"}),
        "PlainLabel and QPlainTextEdit");
    expectNone(breaches({"app/window", "widgets"}, R"(toHtmlEscaped)",
                        {"plain_text.cpp", "plot_export.cpp"}),
               "plain::escaped, which cleans as well");
    expectNone(breaches({"app/window", "widgets"}, R"(replace\(u'&')", {"plain_text.cpp"}),
               "plain::button");
}

TEST(BorderRules, PluralsAreMadeByOneFunction) {
    expectNone(
        breaches(
            {"app", "widgets"},
            R"(== 1 \? ("s?"|[\w:]*tr\("1 )|%n\b|"[^"]*\w\(s\)|)"
            R"("%1 (runs|images|epochs|steps|threads|channels|rows|files|cells|tags)\b( are|"))",
            {}),
        "counted() of core/base/counted.h, or countedText() of widgets/common/counted_text.h");
}

TEST(BorderRules, TheWindowInstallsItsGuard) {
    std::ifstream file(fs::path(SOURCE_FOLDER) / "app/window/main_window.cpp");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_NE(text.str().find("plain::guard("), std::string::npos);
}

} // namespace
} // namespace asge
