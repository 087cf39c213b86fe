#include "core/data/digest.h"

#include "core/data/byte_source.h"

#include <vector>

#include <sha2.h>

namespace asge {

std::string sha256Of(const std::filesystem::path& file) {
    constexpr std::size_t kAtOnce = 1U << 20U;
    ByteSource source(file);
    std::vector<std::uint8_t> bytes(kAtOnce);
    SHA2_CTX state;
    SHA256Init(&state);
    for (std::size_t got = kAtOnce; got == kAtOnce;) {
        got = source.read(bytes.data(), bytes.size());
        SHA256Update(&state, bytes.data(), got);
    }
    char digits[SHA256_DIGEST_STRING_LENGTH];
    return SHA256End(&state, digits);
}

} // namespace asge
