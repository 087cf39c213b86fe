#include "core/data/identity.h"

#include "core/data/parallel.h"
#include "core/sha256.h"

#include <algorithm>

namespace asge {

namespace {

constexpr int kMostDecoded = 1000;
/// What a thread takes at a time. Part of the identity.
constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;

std::string digestOfBlock(const ImageSet& set, int first, int last, int looked) {
    std::string pixels(static_cast<std::size_t>(last - first) * set.imageBytes(), '\0');
    auto* place = reinterpret_cast<std::uint8_t*>(pixels.data());
    for (int i = first; i < last; ++i, place += set.imageBytes()) {
        readImage(set, static_cast<int>(std::int64_t{i} * set.count / looked), place);
    }
    return sha256OfBytes(pixels);
}

std::string digestOf(const ImageSet& set) {
    const int looked = set.reader ? std::min(set.count, kMostDecoded) : set.count;
    const auto ofBlock = static_cast<int>(
        std::max<std::size_t>(1, kBlockBytes / std::max<std::size_t>(1, set.imageBytes())));
    const int blocks = (looked + ofBlock - 1) / ofBlock;
    std::vector<std::string> digests(static_cast<std::size_t>(blocks));
    forEachInParallel(blocks, [&](int block) {
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

} // namespace

std::string identityOf(const DataSet& data) {
    return sha256OfBytes(digestOf(data.train) + digestOf(data.validation) + digestOf(data.test));
}

} // namespace asge
