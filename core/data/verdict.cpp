// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/verdict.h"

#include "core/base/counted.h"
#include "core/data/catalogue.h"
#include "core/data/digest.h"

#include <algorithm>
#include <array>

namespace asge {

namespace {

bool hasExtentOf(const StoredImages& images, const CatalogueEntry& entry) {
    return images.train.count == entry.trainImages && images.test.count == entry.testImages &&
           sizeOf(images.train) == entry.size;
}

/// Digests of the four IDX files with the same contents, in the order of CatalogueEntry::files.
using Digests = std::array<std::string, 4>;

Digests contentDigests(const StoredImages& images) {
    return {sha256OfImages(images.train), sha256OfLabels(images.train), sha256OfImages(images.test),
            sha256OfLabels(images.test)};
}

/// The digests, if there is a published set to compare with, because computing them takes a third
/// of a second. Image folders have no published order.
Digests digestsIfComparable(const StoredImages& images, const DataFormat& format,
                            const CatalogueEntry* claimed) {
    const auto& entries = catalogue();
    const bool inMemory = !format.scales && !images.train.reader && !images.test.reader;
    const bool isLike = std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
        return !entry.files.empty() && (hasExtentOf(images, entry) || &entry == claimed);
    });
    return inMemory && isLike ? contentDigests(images) : Digests{};
}

bool isEqual(const CatalogueEntry& entry, const Digests& digests) {
    return entry.files.size() == digests.size() &&
           std::equal(
               digests.begin(), digests.end(), entry.files.begin(),
               [](const std::string& own, const KnownFile& file) { return own == file.sha256; });
}

const CatalogueEntry* recognised(const Digests& digests) {
    const auto& entries = catalogue();
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& entry) { return isEqual(entry, digests); });
    return found == entries.end() ? nullptr : &*found;
}

std::vector<Check> checksOf(const StoredImages& images, const CatalogueEntry& entry,
                            const Digests& digests) {
    std::vector<Check> checks;
    const bool isComparable = !digests.front().empty();
    for (std::size_t i = 0; isComparable && i < entry.files.size(); ++i) {
        checks.push_back(
            {entry.files[i].name, "sha256 " + entry.files[i].sha256, "sha256 " + digests[i]});
    }
    const auto add = [&](const char* what, int expected, int found) {
        checks.push_back({what, std::to_string(expected), std::to_string(found)});
    };
    add("training images", entry.trainImages, images.train.count);
    add("test images", entry.testImages, images.test.count);
    checks.push_back({"size", sizeText(entry.size), sizeText(sizeOf(images.train))});
    return checks;
}

/// The problems that loading and the checks have found.
std::vector<std::string> missingOf(const StoredImages& images, const std::vector<Check>& checks) {
    std::vector<std::string> missing = images.missing;
    if (images.skipped > 0) {
        missing.push_back(counted(images.skipped, "file") +
                          " could not be read; the notes name each of them");
    }
    for (const Check& check : checks) {
        if (!check.isSound()) {
            missing.push_back(check.what + ": is " + check.found + ", published is " +
                              check.expected);
        }
    }
    return missing;
}

/// Reports images of one published set under the name of another, whose class names they would get.
void compareNames(const CatalogueEntry& own, const CatalogueEntry* claimed, bool isNameMeant,
                  Verification& result) {
    if (claimed == nullptr || claimed == &own) {
        return;
    }
    std::string line = "data.name: the images are those of " + own.name + ", not of " +
                       claimed->name + ": set data.name=" + own.name;
    (isNameMeant ? result.missing : result.notes).push_back(std::move(line));
}

} // namespace

const char* nameOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::sound:
        return "sound";
    case Verdict::incomplete:
        return "incomplete";
    case Verdict::readable:
        break;
    }
    return "readable";
}

Verification verify(const StoredImages& images, const DataFormat& format, const std::string& name,
                    bool isNameMeant) {
    const CatalogueEntry* claimed = findInCatalogue(images.claims.empty() ? name : images.claims);
    const Digests digests = digestsIfComparable(images, format, claimed);
    const CatalogueEntry* own = recognised(digests);
    Verification result;
    result.notes = images.notes;
    if (const CatalogueEntry* against = own != nullptr ? own : claimed) {
        result.checks = checksOf(images, *against, digests);
    }
    result.missing = missingOf(images, result.checks);
    if (own != nullptr) {
        result.published = own->name;
        compareNames(*own, claimed, isNameMeant, result);
    }
    result.verdict = !result.missing.empty() ? Verdict::incomplete
                     : own != nullptr        ? Verdict::sound
                                             : Verdict::readable;
    return result;
}

} // namespace asge
