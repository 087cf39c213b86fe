#include "core/data/image_listing.h"

#include "core/data/byte_source.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// An open folder and a longer name for each level: thousands of levels take gigabytes.
constexpr int kDeepest = 64;

bool isHidden(const fs::path& file) {
    return file.filename().native().starts_with('.');
}

std::string inCapitals(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

bool isImage(const fs::path& file) {
    const std::string ending = inCapitals(file.extension().string());
    return ending == ".JPG" || ending == ".JPEG" || ending == ".PNG";
}

/// What people put beside images to describe them.
bool describes(const fs::path& file) {
    constexpr std::array kNames{"README", "LICENSE", "LICENCE", "COPYING", "NOTICE"};
    const std::string name = inCapitals(file.stem().string());
    const std::string ending = inCapitals(file.extension().string());
    return ending == ".TXT" || ending == ".MD" ||
           std::any_of(kNames.begin(), kNames.end(),
                       [&](const char* known) { return name.starts_with(known); });
}

void requireListed(const std::error_code& error, const fs::path& folder) {
    if (error) {
        refuse(folder, "can't be listed: " + error.message());
    }
}

class Lister {
  public:
    /// All files below `folder`; links to folders aren't followed, since they may lead in circles.
    void addBelow(const fs::path& folder, int label) {
        std::error_code error;
        std::vector<fs::path> images;
        fs::recursive_directory_iterator it(folder, error);
        for (const fs::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
            std::error_code ignored;
            const bool isFolder = it->is_directory(ignored);
            if (isFolder && it.depth() >= kDeepest) {
                refuse(folder,
                       "has folders nested more than " + std::to_string(kDeepest) + " deep");
            }
            if (isHidden(it->path())) {
                it.disable_recursion_pending();
            } else if (!isFolder && isImage(it->path())) {
                images.push_back(it->path());
            } else if (!isFolder || it->is_symlink(ignored)) {
                addOther(it->path());
            }
        }
        requireListed(error, folder);
        std::sort(images.begin(), images.end(),
                  [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
        for (fs::path& file : images) {
            listing.images.push_back({std::move(file), label});
        }
    }

    void addOther(const fs::path& file) {
        if (isHidden(file) || describes(file)) {
            return;
        }
        ++listing.ignored;
        if (listing.firstIgnored.empty() || file.native() < listing.firstIgnored.native()) {
            listing.firstIgnored = file;
        }
    }

    ImageListing listing;
};

} // namespace

std::vector<std::string> subfolders(const fs::path& folder) {
    std::error_code error;
    std::vector<std::string> names;
    fs::directory_iterator it(folder, error);
    for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->is_directory(ignored) && !isHidden(it->path())) {
            names.push_back(it->path().filename().string());
        }
    }
    requireListed(error, folder);
    std::sort(names.begin(), names.end());
    return names;
}

ImageListing listImages(const fs::path& folder, const std::vector<std::string>& classes) {
    Lister lister;
    for (const std::string& name : subfolders(folder)) {
        const auto known = std::lower_bound(classes.begin(), classes.end(), name);
        if (known == classes.end() || *known != name) {
            refuse(folder / name, "there is no such class among the training images");
        }
        lister.addBelow(folder / name, static_cast<int>(known - classes.begin()));
    }
    std::error_code error;
    fs::directory_iterator it(folder, error);
    for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (!it->is_directory(ignored)) {
            lister.addOther(it->path());
        }
    }
    requireListed(error, folder);
    return std::move(lister.listing);
}

} // namespace asge
