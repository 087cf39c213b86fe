// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/core/data/scratch.h"

#include <cstddef>
#include <random>

/// Damages files; the same seed gives the same damage.
namespace asge::scratch {

class Mutator {
  public:
    explicit Mutator(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

    /// The bytes with one or more damages; each further one has half the probability. Parts of
    /// `other` are inserted occasionally.
    Bytes mutate(Bytes bytes, const Bytes& other) {
        do {
            damage(bytes, other);
        } while (below(2) == 0);
        return bytes;
    }

  private:
    void damage(Bytes& bytes, const Bytes& other) {
        switch (below(8)) {
        case 0: // truncated
            bytes.resize(below(bytes.size() + 1));
            break;
        case 1: // bytes inserted
            insert(bytes, randomBytes(1 + below(8)));
            break;
        case 2: // bytes removed
            eraseSome(bytes);
            break;
        case 3: // part of another file inserted
            insert(bytes, partOf(other));
            break;
        case 4: // a 32-bit number, like a length or a dimension
            overwrite(bytes, tellingNumber());
            break;
        case 5:
            overwrite(bytes, randomBytes(1));
            break;
        default:
            flipBit(bytes);
        }
    }

    void flipBit(Bytes& bytes) {
        if (!bytes.empty()) {
            bytes[position(bytes)] ^= static_cast<std::uint8_t>(1U << below(8));
        }
    }

    void eraseSome(Bytes& bytes) {
        if (!bytes.empty()) {
            const std::size_t first = position(bytes);
            const std::size_t count = std::min(1 + below(8), bytes.size() - first);
            bytes.erase(at(bytes, first), at(bytes, first + count));
        }
    }

    void insert(Bytes& bytes, const Bytes& more) {
        bytes.insert(at(bytes, below(bytes.size() + 1)), more.begin(), more.end());
    }

    void overwrite(Bytes& bytes, const Bytes& with) {
        if (bytes.size() >= with.size()) {
            std::copy(with.begin(), with.end(),
                      at(bytes, below(std::min<std::size_t>(bytes.size() - with.size() + 1, 64))));
        }
    }

    Bytes partOf(const Bytes& bytes) {
        const std::size_t first = below(bytes.size());
        const std::size_t count = 1 + below(std::min<std::size_t>(bytes.size() - first, 32));
        return {bytes.begin() + static_cast<std::ptrdiff_t>(first),
                bytes.begin() + static_cast<std::ptrdiff_t>(first + count)};
    }

    Bytes randomBytes(std::size_t count) {
        Bytes bytes(count);
        for (std::uint8_t& byte : bytes) {
            byte = static_cast<std::uint8_t>(random_());
        }
        return bytes;
    }

    Bytes tellingNumber() {
        constexpr std::uint32_t kNumbers[]{0,         1,          255,        65536,
                                           1U << 30U, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
        const std::uint32_t number = kNumbers[below(std::size(kNumbers))];
        return {static_cast<std::uint8_t>(number >> 24U), static_cast<std::uint8_t>(number >> 16U),
                static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
    }

    /// Positions in headers are chosen more often than their length suggests.
    std::size_t position(const Bytes& bytes) {
        return below(2) == 0 ? below(std::min<std::size_t>(bytes.size(), 20)) : below(bytes.size());
    }

    static Bytes::iterator at(Bytes& bytes, std::size_t position) {
        return bytes.begin() + static_cast<std::ptrdiff_t>(position);
    }

    std::mt19937_64 random_;
};

} // namespace asge::scratch
