// SPDX-License-Identifier: GPL-3.0-or-later

// Measures the time from a photograph's file to a small square image, compared with libjpeg alone,
// which decodes the same file at the same scale: in turn, on one thread, medians over the rounds.
// Then measures loading a data set of these files on all threads. The files are in the page cache.
//   image_speed [--folder FOLDER] [--images N] [--rounds N] [SIDE...]
// FOLDER has photographs (JPEG); without it, N photographs are made in a temporary folder.
#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/dataset.h"
#include "core/data/decoders.h"
#include "core/data/parallel.h"
#include "core/data/square_decoder.h"
#include "tests/benchmarks/sample_photographs.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <jpeglib.h>

namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path folder;
    int images = 64;
    int rounds = 15;
    std::vector<int> sides;
};

Options optionsOf(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const bool hasValue = i + 1 < arguments.size();
        if (argument == "--folder" && hasValue) {
            options.folder = arguments[++i];
        } else if (argument == "--images" && hasValue) {
            options.images = std::stoi(arguments[++i]);
        } else if (argument == "--rounds" && hasValue) {
            options.rounds = std::stoi(arguments[++i]);
        } else {
            options.sides.push_back(std::stoi(argument));
        }
    }
    if (options.sides.empty()) {
        options.sides = {64, 224};
    }
    return options;
}

/// A temporary folder, which is removed with the object.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string path = (fs::temp_directory_path() / "asge-bench-XXXXXX").string();
        if (mkdtemp(path.data()) == nullptr) {
            throw asge::Error("no temporary folder: " + path);
        }
        path_ = path;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

std::vector<fs::path> photographsIn(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".jpg" || extension == ".jpeg" || extension == ".JPEG") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The floor: libjpeg with one object and one buffer for all files.
class BareDecoder {
  public:
    BareDecoder() {
        info_.err = jpeg_std_error(&errors_);
        jpeg_create_decompress(&info_);
    }
    ~BareDecoder() { jpeg_destroy_decompress(&info_); }
    BareDecoder(const BareDecoder&) = delete;
    BareDecoder& operator=(const BareDecoder&) = delete;

    void decode(const fs::path& file, int side) {
        read(file);
        jpeg_mem_src(&info_, bytes_.data(), static_cast<unsigned long>(bytes_.size()));
        jpeg_read_header(&info_, TRUE);
        info_.out_color_space = JCS_RGB;
        info_.scale_num = 1;
        info_.scale_denom = static_cast<unsigned>(asge::decoders::reductionFor(
            static_cast<int>(std::min(info_.image_width, info_.image_height)), side));
        jpeg_start_decompress(&info_);
        const std::size_t stride = std::size_t{info_.output_width} * 3;
        pixels_.resize(stride * info_.output_height);
        while (info_.output_scanline < info_.output_height) {
            JSAMPROW row = &pixels_[info_.output_scanline * stride];
            jpeg_read_scanlines(&info_, &row, 1);
        }
        jpeg_finish_decompress(&info_);
    }

  private:
    void read(const fs::path& path) {
        const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status {};
        fstat(file, &status);
        bytes_.resize(static_cast<std::size_t>(status.st_size));
        if (::read(file, bytes_.data(), bytes_.size()) != status.st_size) {
            throw asge::Error(path.string() + ": can't be read");
        }
        close(file);
    }

    jpeg_decompress_struct info_{};
    jpeg_error_mgr errors_{};
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint8_t> pixels_;
};

struct Cost {
    double seconds = 0.0;
    double faults = 0.0;
};

long pageFaults() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

/// The mean over all files, per image.
template <typename Work>
Cost costOf(const std::vector<fs::path>& files, const Work& work) {
    const long before = pageFaults();
    const auto begin = std::chrono::steady_clock::now();
    for (const fs::path& file : files) {
        work(file);
    }
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    const auto count = static_cast<double>(files.size());
    return {passed.count() / count, static_cast<double>(pageFaults() - before) / count};
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// One implementation of decoding, by its name.
struct Way {
    const char* name;
    std::function<void(const fs::path&)> work;
    std::vector<double> seconds = {};
    double faults = 0.0;
};

void measure(const std::vector<fs::path>& files, int side, int rounds) {
    BareDecoder bare;
    asge::SquareDecoder vectors;
    asge::SquareDecoder plain(asge::Arithmetic::plain);
    asge::ImageBytes bytes;
    const auto decodeWith = [&](asge::SquareDecoder& decoder, const fs::path& file) {
        asge::readBytes(file, 1ULL << 30U, bytes);
        decoder.decode(bytes, {.side = side});
    };
    std::vector<Way> ways{
        {"libjpeg alone", [&](const fs::path& file) { bare.decode(file, side); }},
        {"asge", [&](const fs::path& file) { decodeWith(vectors, file); }},
        {"asge without vectors", [&](const fs::path& file) { decodeWith(plain, file); }},
    };
    std::vector<std::vector<double>> ratios(ways.size());
    for (int round = -1; round < rounds; ++round) { // the first round is a warm-up
        std::vector<double> now;
        for (Way& way : ways) {
            const Cost cost = costOf(files, way.work);
            now.push_back(cost.seconds);
            way.faults = cost.faults;
        }
        for (std::size_t i = 0; round >= 0 && i < ways.size(); ++i) {
            ways[i].seconds.push_back(now[i]);
            ratios[i].push_back(now[i] / now.front());
        }
    }
    for (std::size_t i = 0; i < ways.size(); ++i) {
        std::printf("%5d  %-22s %10.0f %8.3f %12.1f\n", side, ways[i].name,
                    1.0 / median(ways[i].seconds), median(ratios[i]), ways[i].faults);
    }
}

/// Links the files as a data set: all of them in the training split, the first two also in the test
/// split.
void layOut(const std::vector<fs::path>& files, const fs::path& folder) {
    for (const char* part : {"train/a", "train/b", "test/a", "test/b"}) {
        fs::create_directories(folder / part);
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string name = std::to_string(i) + ".jpg";
        fs::create_symlink(fs::absolute(files[i]),
                           folder / (i % 2 == 0 ? "train/a" : "train/b") / name);
        if (i < 2) {
            fs::create_symlink(fs::absolute(files[i]),
                               folder / (i == 0 ? "test/a" : "test/b") / name);
        }
    }
}

/// Measures starts without and with the cache of an earlier start, with images in memory and read
/// when they are needed.
void measureLoading(const std::vector<fs::path>& files, const fs::path& folder, int side,
                    int rounds) {
    const fs::path cache = folder / "cache";
    setenv("XDG_CACHE_HOME", cache.c_str(), 1);
    asge::Experiment::Data data;
    data.name = "own";
    data.path = (folder / "set").string();
    data.size = side;
    data.validation = 1;
    const auto load = [&](int memory) {
        data.memory = memory;
        asge::loadDataSet(data);
    };
    const auto decodeAll = [&] {
        asge::forEachInParallel(static_cast<int>(files.size()), [&](int i) {
            thread_local BareDecoder bare;
            bare.decode(files[static_cast<std::size_t>(i)], side);
        });
    };
    struct Start {
        const char* name;
        std::function<void()> work;
        std::vector<double> seconds = {};
    };
    std::vector<Start> starts{{"libjpeg alone", decodeAll},
                              {"first start",
                               [&] {
                                   fs::remove_all(cache);
                                   load(1 << 20);
                               }},
                              {"second start", [&] { load(1 << 20); }},
                              {"second, not in memory", [&] { load(1); }}};
    for (int round = -1; round < rounds; ++round) {
        for (Start& start : starts) {
            const auto begin = std::chrono::steady_clock::now();
            start.work();
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
            if (round >= 0) {
                start.seconds.push_back(passed.count());
            }
        }
    }
    for (const Start& start : starts) {
        const double seconds = median(start.seconds);
        std::printf("%5d  %-22s %10.0f %8.3f\n", side, start.name,
                    static_cast<double>(files.size()) / seconds,
                    seconds / median(starts.front().seconds));
    }
}

int run(const Options& options) {
    const TemporaryFolder temporary;
    const std::vector<fs::path> files =
        options.folder.empty() ? asge::bench::writePhotographs(temporary.path(), options.images)
                               : photographsIn(options.folder);
    if (files.empty()) {
        throw asge::BadInput(options.folder.string() + ": has no photograph");
    }
    std::uintmax_t size = 0;
    for (const fs::path& file : files) {
        size += fs::file_size(file);
    }
    std::printf("%zu files, mean size %.0f kB\n", files.size(),
                static_cast<double>(size) / 1e3 / static_cast<double>(files.size()));
    std::printf(" side  %-22s %10s %8s %12s\n", "", "images/s", "x bare", "page faults");
    for (const int side : options.sides) {
        measure(files, side, options.rounds);
    }
    std::printf("\nLoading all of them, on %d threads\n", asge::threadCount());
    const TemporaryFolder set;
    layOut(files, set.path() / "set");
    for (const int side : options.sides) {
        measureLoading(files, set.path(), side, std::min(options.rounds, 5));
    }
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    try {
        return run(optionsOf({arguments + 1, arguments + count}));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "image_speed: %s\n", error.what());
        return 2;
    }
}
