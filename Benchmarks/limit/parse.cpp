// Parses every line of a log with simdjson's DOM, which checks every byte: the least work of a validating reader.
//
//     parse LOG THREADS
//
// Prints how many lines are JSON and how many are not.

#include <fcntl.h>
#include <simdjson.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Count {
    size_t good = 0;
    size_t bad = 0;
};

// Parses the lines that begin in `begin ..< end`; `limit` is the end of the readable bytes.
Count parse(const char *begin, const char *end, const char *limit) {
    constexpr size_t longest = 4 << 20;
    simdjson::dom::parser parser;
    Count count;
    std::string copy;
    if (parser.allocate(longest)) std::abort();
    while (begin < end) {
        auto newline = static_cast<const char *>(std::memchr(begin, '\n', limit - begin));
        const char *stop = newline ? newline : limit;
        size_t length = stop - begin;
        // simdjson reads some bytes beyond a text; after the last lines there are none to read.
        bool is_last = size_t(limit - stop) < simdjson::SIMDJSON_PADDING;
        if (is_last) copy.assign(begin, length).append(simdjson::SIMDJSON_PADDING, ' ');
        if (length > 0) {
            bool failed = length > longest || parser.parse(is_last ? copy.data() : begin, length, false).error();
            failed ? count.bad++ : count.good++;
        }
        begin = stop + 1;
    }
    return count;
}

}  // namespace

int main(int argc, char **argv) {
    if (argc != 3) return 64;
    int file = open(argv[1], O_RDONLY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts) != 0 || facts.st_size == 0) return 66;
    void *map = mmap(nullptr, facts.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (map == MAP_FAILED) return 74;
    auto begin = static_cast<const char *>(map), limit = begin + facts.st_size;
    size_t parts = std::max(1, std::atoi(argv[2]));
    std::vector<const char *> starts{begin};
    for (size_t part = 1; part < parts; part++) {
        const char *middle = begin + facts.st_size / parts * part;
        auto newline = static_cast<const char *>(std::memchr(middle, '\n', limit - middle));
        starts.push_back(newline ? newline + 1 : limit);
    }
    starts.push_back(limit);
    std::vector<Count> counts(parts);
    std::vector<std::thread> threads;
    for (size_t part = 0; part < parts; part++)
        threads.emplace_back([&, part] { counts[part] = parse(starts[part], starts[part + 1], limit); });
    Count all;
    for (size_t part = 0; part < parts; part++) {
        threads[part].join();
        all.good += counts[part].good;
        all.bad += counts[part].bad;
    }
    std::printf("%zu lines are JSON, %zu are not\n", all.good, all.bad);
}
