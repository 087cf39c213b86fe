// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <optional>

class QPagedPaintDevice;

namespace asge {

/// The width of a figure in a paper, and the size of its text there.
struct PaperFormat {
    double millimetres = 89;
    double points = 8;
};
inline constexpr PaperFormat kOneColumn{89, 8};
inline constexpr PaperFormat kTwoColumns{183, 8};

/// Where a view's export goes: into a file, whose name's ending says in which form, to the
/// clipboard, or on paper.
class ExportTarget {
  public:
    enum class Kind { file, copiedPicture, copiedValues, printed };

    /// Every function that exports takes the name of a file.
    ExportTarget(const QString& file) : file_(file) {} // NOLINT(google-explicit-constructor)
    /// The clipboard, as a picture or as CSV.
    static ExportTarget copy(Kind kind) {
        ExportTarget target{QString()};
        target.kind_ = kind;
        return target;
    }

    /// A file with a picture that has the width of a paper's column.
    static ExportTarget forPaper(const QString& file, const PaperFormat& format) {
        ExportTarget target{file};
        target.paper_ = format;
        return target;
    }

    /// A page of a printer, or of another device with pages, which must outlive the target.
    static ExportTarget print(QPagedPaintDevice& device) {
        ExportTarget target{QString()};
        target.kind_ = Kind::printed;
        target.device_ = &device;
        return target;
    }

    Kind kind() const { return kind_; }
    QPagedPaintDevice* device() const { return device_; } ///< null unless it is printed
    const QString& file() const { return file_; }         ///< empty for the clipboard
    const std::optional<PaperFormat>& paper() const { return paper_; }
    /// Whether the view's picture is wanted as pixels, whose number is limited.
    bool isPixels() const {
        return kind_ == Kind::copiedPicture ||
               file_.endsWith(QLatin1String(".png"), Qt::CaseInsensitive);
    }

  private:
    QString file_;
    Kind kind_ = Kind::file;
    QPagedPaintDevice* device_ = nullptr;
    std::optional<PaperFormat> paper_;
};

} // namespace asge
