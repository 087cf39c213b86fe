// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/identity.h"

#include "core/base/sha256.h"
#include "core/data/verdict_cache.h"
#include "core/data/watched_loop.h"

#include <algorithm>

namespace asge {

namespace {

constexpr int kMostDecoded = 1000;
constexpr std::size_t kDigestDigits = 64; ///< of a SHA-256
/// Bytes per block. The identity depends on this number.
constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;

std::string digestOfBlock(const ImageSet& set, int first, int last, int looked) {
    std::string pixels(static_cast<std::size_t>(last - first) * set.imageBytes(), '\0');
    auto* place = reinterpret_cast<std::uint8_t*>(pixels.data());
    for (int i = first; i < last; ++i, place += set.imageBytes()) {
        readImage(set, static_cast<int>(std::int64_t{i} * set.count / looked), place);
    }
    return sha256OfBytes(pixels);
}

std::string digestOf(const ImageSet& set, bool isSampled, LoadWatch& watch) {
    const int looked = isSampled ? std::min(set.count, kMostDecoded) : set.count;
    const auto ofBlock = static_cast<int>(
        std::max<std::size_t>(1, kBlockBytes / std::max<std::size_t>(1, set.imageBytes())));
    const int blocks = (looked + ofBlock - 1) / ofBlock;
    std::vector<std::string> digests(static_cast<std::size_t>(blocks));
    forEachWatched(blocks, "computing the digest of the data", watch, [&](int block) {
        const int first = block * ofBlock;
        digests[static_cast<std::size_t>(block)] =
            digestOfBlock(set, first, std::min(first + ofBlock, looked), looked);
    });
    std::string all;
    for (const int size : {set.count, set.channels, set.height, set.width}) {
        all += std::to_string(size) + ' ';
    }
    for (const int label : set.labels) {
        all += std::to_string(label) + ' ';
    }
    for (const std::string& digest : digests) {
        all += digest;
    }
    return sha256OfBytes(all);
}

bool isTooLarge(const ImageSet& set) {
    return set.reader && !set.fitsMemory;
}

std::string identityWith(const DataSet& data, bool samplesTraining, bool samplesTest,
                         LoadWatch& watch) {
    return sha256OfBytes(
        digestOf(data.train, samplesTraining || isTooLarge(data.train), watch) +
        digestOf(data.validation, samplesTraining || isTooLarge(data.validation), watch) +
        digestOf(data.test, samplesTest || isTooLarge(data.test), watch));
}

} // namespace

std::string identityOf(const DataSet& data, LoadWatch& watch) {
    const auto computed = [&] { return identityWith(data, false, false, watch); };
    if (data.filesKey.empty()) {
        return computed();
    }
    VerdictCache cache(VerdictCache::defaultPath());
    const std::string key = "identity " + data.filesKey;
    std::string identity = cache.text(key);
    if (identity.size() != kDigestDigits ||
        identity.find_first_not_of("0123456789abcdef") != std::string::npos) {
        identity = computed();
        cache.putText(key, identity);
    }
    return identity;
}

bool hasIdentity(const DataSet& data, const std::string& identity, LoadWatch& watch) {
    if (identity == identityOf(data, watch)) {
        return true;
    }
    return !data.filesKey.empty() && (identity == identityWith(data, true, false, watch) ||
                                      identity == identityWith(data, true, true, watch) ||
                                      identity == identityWith(data, false, true, watch));
}

std::string identityOf(const DataSet& data) {
    LoadWatch unwatched;
    return identityOf(data, unwatched);
}

} // namespace asge
