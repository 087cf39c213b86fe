// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/given_images.h"

#include "app/cli/idx_images.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/byte_source.h"
#include "core/data/decode.h"
#include "core/data/file_kinds.h"
#include "core/data/image_listing.h"

#include <filesystem>

namespace asge::cli {

namespace {

namespace fs = std::filesystem;

class GivenImages {
  public:
    GivenImages(ImageFitter& fitter, const ImageSink& sink)
        : fitter_(fitter), sink_(sink), pixels_(fitter.imageBytes()) {}

    void read(const std::string& path) {
        guard([&] {
            std::error_code ignored;
            if (fs::is_directory(path, ignored)) {
                readFolder(path);
            } else {
                readFile(path);
            }
        });
    }

  private:
    template <typename Work>
    void guard(const Work& work) {
        try {
            work();
        } catch (const BadInput& error) {
            sink_.fail(error.what());
        }
    }

    void readFolder(const fs::path& folder) {
        LeftOut leftOut;
        const std::vector<fs::path> files = imagesBelow(folder, leftOut);
        if (leftOut.ignoredCount() > 0) {
            sink_.note(shownName(folder) + ": files that are neither JPEG nor PNG were left out: " +
                       endingsText(leftOut.ignored));
        }
        if (files.empty()) {
            refuse(folder, "there is no JPEG or PNG file in or below this folder; give an IDX file "
                           "by its own name");
        }
        for (const fs::path& file : files) {
            guard([&] { readImageFile(file.string()); });
        }
    }

    void readFile(const std::string& file) {
        constexpr std::uint64_t kLooked = 64;
        const std::vector<std::uint8_t> start = readStart(file, kLooked);
        if (beginsAsImage(start) || !isMeantAsIdx(file, start)) {
            readImageFile(file);
            return;
        }
        IdxImages images(file);
        std::int64_t index = 0;
        while (const Picture* picture = images.next()) {
            fitter_.fit(*picture, pixels_.data());
            sink_.add(file, index++, pixels_);
        }
    }

    void readImageFile(const std::string& file) {
        const std::string mended = fitter_.read(file, pixels_.data());
        if (!mended.empty()) {
            sink_.note(shownName(file) + ": " + mended);
        }
        sink_.add(file, 0, pixels_);
    }

    ImageFitter& fitter_;
    const ImageSink& sink_;
    std::vector<std::uint8_t> pixels_;
};

} // namespace

void readGivenImages(const std::vector<std::string>& paths, ImageFitter& fitter,
                     const ImageSink& sink) {
    GivenImages images(fitter, sink);
    for (const std::string& path : paths) {
        images.read(path);
    }
}

std::vector<std::string> missingPaths(const std::vector<std::string>& paths) {
    std::vector<std::string> problems;
    for (const std::string& path : paths) {
        std::error_code error;
        if (!fs::exists(path, error)) {
            problems.push_back(shownName(path) + ": no such file or folder");
        }
    }
    return problems;
}

} // namespace asge::cli
