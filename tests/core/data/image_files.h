// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/core/data/scratch.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <jpeglib.h>
#include <png.h>

/// Functions that make JPEG and PNG files.
namespace asge::scratch {

struct JpegOptions {
    int quality = 95;
    bool progressive = false;
    bool separateScans = false;         ///< one scan per component
    J_COLOR_SPACE stored = JCS_UNKNOWN; ///< unknown: the library's choice
    bool adobe = true;                  ///< mark CMYK files as Adobe's programs do
    Bytes exif = {};                    ///< an EXIF block, beginning with TIFF's header
    bool coarseColors = false;          ///< chroma at half of the resolution, as cameras store it
    unsigned restart = 0;               ///< number of blocks between restart markers; 0: none
};

/// `pixels` are H × W × C: grey, RGB, or CMYK as in the file.
inline Bytes jpeg(int width, int height, int channels, Bytes pixels,
                  const JpegOptions& options = {}) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &out, &size);
    info.image_width = static_cast<JDIMENSION>(width);
    info.image_height = static_cast<JDIMENSION>(height);
    info.input_components = channels;
    info.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    if (options.stored != JCS_UNKNOWN) {
        jpeg_set_colorspace(&info, options.stored);
    }
    info.write_Adobe_marker = channels == 4 && options.adobe ? TRUE : FALSE;
    jpeg_set_quality(&info, options.quality, TRUE);
    for (int i = 0; i < info.num_components; ++i) {
        info.comp_info[i].h_samp_factor = options.coarseColors && i == 0 ? 2 : 1;
        info.comp_info[i].v_samp_factor = options.coarseColors && i == 0 ? 2 : 1;
    }
    info.restart_interval = options.restart;
    jpeg_scan_info scans[4]{};
    if (options.separateScans) {
        for (int i = 0; i < info.num_components; ++i) {
            scans[i] = {1, {i}, 0, 63, 0, 0};
        }
        info.scan_info = scans;
        info.num_scans = info.num_components;
    }
    if (options.progressive) {
        jpeg_simple_progression(&info);
    }
    jpeg_start_compress(&info, TRUE);
    if (!options.exif.empty()) {
        Bytes marker{'E', 'x', 'i', 'f', 0, 0};
        marker.insert(marker.end(), options.exif.begin(), options.exif.end());
        jpeg_write_marker(&info, JPEG_APP0 + 1, marker.data(),
                          static_cast<unsigned>(marker.size()));
    }
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = &pixels[static_cast<std::size_t>(info.next_scanline) *
                               static_cast<std::size_t>(width * channels)];
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    Bytes file(out, out + size);
    std::free(out);
    return file;
}

struct PngOptions {
    bool interlaced = false;
    std::vector<png_color> palette = {};
    Bytes paletteAlpha = {};
    Bytes exif = {};
    std::size_t chunk = 0; ///< at most this many bytes of pixels per chunk; 0: the library's choice
};

/// `rows` are packed as in PNG: samples of 16 bits are big-endian.
inline Bytes png(int width, int height, int colorType, int bits, Bytes rows,
                 const PngOptions& options = {}) {
    png_structp out = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(out);
    Bytes file;
    png_set_write_fn(
        out, &file,
        [](png_structp png, png_bytep bytes, std::size_t size) {
            auto* to = static_cast<Bytes*>(png_get_io_ptr(png));
            to->insert(to->end(), bytes, bytes + size);
        },
        nullptr);
    png_set_IHDR(out, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), bits,
                 colorType, options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!options.palette.empty()) {
        png_set_PLTE(out, info, options.palette.data(), static_cast<int>(options.palette.size()));
    }
    if (!options.paletteAlpha.empty()) {
        png_set_tRNS(out, info, options.paletteAlpha.data(),
                     static_cast<int>(options.paletteAlpha.size()), nullptr);
    }
    Bytes exif = options.exif;
    if (!exif.empty()) {
        png_set_eXIf_1(out, info, static_cast<png_uint_32>(exif.size()), exif.data());
    }
    if (options.chunk != 0) {
        png_set_compression_buffer_size(out, options.chunk);
    }
    png_write_info(out, info);
    const std::size_t stride = rows.size() / static_cast<std::size_t>(height);
    std::vector<png_bytep> pointers;
    for (std::size_t i = 0; i < static_cast<std::size_t>(height); ++i) {
        pointers.push_back(&rows[i * stride]);
    }
    png_write_image(out, pointers.data());
    png_write_end(out, nullptr);
    png_destroy_write_struct(&out, &info);
    return file;
}

/// An EXIF block with only an orientation.
inline Bytes exifOf(int orientation, bool bigEndian = true) {
    const auto value = static_cast<std::uint8_t>(orientation);
    return bigEndian ? Bytes{'M', 'M', 0, 42, 0, 0, 0,     8, 0, 1, 0x01, 0x12, 0,
                             3,   0,   0, 0,  1, 0, value, 0, 0, 0, 0,    0,    0}
                     : Bytes{'I', 'I', 42, 0, 8, 0,     0, 0, 1, 0, 0x12, 0x01, 3,
                             0,   1,   0,  0, 0, value, 0, 0, 0, 0, 0,    0,    0};
}

/// A picture whose parts differ from the whole: a gradient in both directions, different in each
/// channel.
inline Bytes gradient(int width, int height, int channels) {
    Bytes pixels;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int channel = 0; channel < channels; ++channel) {
                const int across = channel == 1 ? width - 1 - x : x;
                pixels.push_back(static_cast<std::uint8_t>(20 + 120 * across / width +
                                                           (channel + 1) * 30 * y / height));
            }
        }
    }
    return pixels;
}

inline Bytes plain(int width, int height, const Bytes& color) {
    Bytes pixels;
    for (int i = 0; i < width * height; ++i) {
        pixels.insert(pixels.end(), color.begin(), color.end());
    }
    return pixels;
}

/// An 8 × 8 RGB photograph of one colour.
inline Bytes plainJpeg(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    return jpeg(8, 8, 3, plain(8, 8, {red, green, blue}));
}

} // namespace asge::scratch
