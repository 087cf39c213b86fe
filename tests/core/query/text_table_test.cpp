// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/text_table.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

TEST(TextTableTest, LatexEscapesCellsAndKeepsBoldOnes) {
    TextTable table;
    table.columns = {"Run", "Last (%)"};
    table.rows = {{"a_b & c\\d {~^#$} <\">", "91.20 ± 0.50"}, {"[x]", "−1.00–"}};
    table.bold = {{0, 1}};
    EXPECT_EQ(toLatex(table), "% needs \\usepackage{booktabs}\n"
                              "\\begin{tabular}{lr}\n"
                              "  \\toprule\n"
                              "  Run & Last (\\%) \\\\\n"
                              "  \\midrule\n"
                              "  a\\_b \\& c\\textbackslash{}d "
                              "\\{\\textasciitilde{}\\textasciicircum{}\\#\\$\\} "
                              "\\textless{}\\textquotedbl{}\\textgreater{} & "
                              "\\textbf{91.20 $\\pm$ 0.50} \\\\\n"
                              "  {}[x] & $-$1.00-- \\\\\n"
                              "  \\bottomrule\n"
                              "\\end{tabular}\n");
}

TEST(TextTableTest, LatexAlignsNumbersToTheRightAndTextsToTheLeft) {
    const TextTable table{
        {"Status", "Name", "Fusion", "Duration", "Epochs", "Missing", "Created"},
        {{"finished", "first", "78.89", "1 min 5 s", "4", "–", "2026-01-31 12:00"},
         {"stopped", "12 runs", "–", "12 s", "–4.5 ± 0.1", "", "2026-01-31 13:00"}},
        {}};
    EXPECT_THAT(toLatex(table), testing::HasSubstr("\\begin{tabular}{llrrrll}"));
}

TEST(TextTableTest, CsvQuotesAsRfc4180) {
    TextTable table;
    table.columns = {"a", "b"};
    table.rows = {{"x, y", "say \"hi\""}};
    EXPECT_EQ(toCsv(table), "a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n");
}

TEST(TextTableTest, TsvKeepsCellsInTheirColumns) {
    TextTable table;
    table.columns = {"a", "b"};
    table.rows = {{"x\ty", "two\nlines"}};
    EXPECT_EQ(toTsv(table), "a\tb\nx y\ttwo lines\n");
}

TEST(TextTableTest, NamesAreNeitherFormulasNorCommands) {
    const TextTable table{{"a"}, {{"=1+1"}, {"-0.5"}, {"`\\input{x}\u001b"}}, {}};
    EXPECT_EQ(toTsv(table), "a\n'=1+1\n-0.5\n`\\input{x}?\n");
    EXPECT_EQ(toCsv(table), "a\r\n'=1+1\r\n-0.5\r\n`\\input{x}?\r\n");
    EXPECT_THAT(toLatex(table),
                testing::HasSubstr("\\textasciigrave{}\\textbackslash{}input\\{x\\}?"));
}

TEST(TextTableTest, CsvKeepsLineFeedsInQuotes) {
    EXPECT_EQ(csvField("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csvField("\r\u001b[31m"), "??[31m") << "control characters are replaced";
}

TEST(TextTableTest, TextIsAlignedInColumns) {
    const TextTable table{{"name", "n"}, {{"ä", "1"}, {"long\u001b", "10"}}, {}};
    EXPECT_EQ(toText(table, {false, true}), "name    n\nä       1\nlong?  10\n");
}

} // namespace
} // namespace asge
