#include "simdjson_oracle.h"

#include <simdjson.h>

#include <algorithm>
#include <string>
#include <string_view>

using namespace simdjson;

namespace {

// What is put before a number's text where it is made a string. It hangs on all of the line, so that no line can hold
// its own: a fuzzer soon finds one that doesn't.
std::string mark_of(std::string_view line) {
    uint64_t hash = 0xcbf29ce484222325;
    for (unsigned char byte : line) hash = (hash ^ byte) * 0x100000001b3;
    return "number " + std::to_string(hash) + ":";
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// RFC 8259, section 6, of the whole of `text`.
bool is_number(std::string_view text) {
    size_t at = 0;
    auto digits = [&] {
        size_t begin = at;
        while (at < text.size() && is_digit(text[at])) at++;
        return at > begin;
    };
    if (at < text.size() && text[at] == '-') at++;
    if (at < text.size() && text[at] == '0') {
        at++;
    } else if (!digits()) {
        return false;
    }
    if (at < text.size() && text[at] == '.') {
        at++;
        if (!digits()) return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) at++;
        if (!digits()) return false;
    }
    return at == text.size();
}

// Writes `text` to `out` with each well-formed number outside of strings replaced by what `replace` writes for it.
template <typename Replace>
void replace_numbers(std::string_view text, std::string &out, Replace replace) {
    out.clear();
    size_t at = 0;
    while (at < text.size()) {
        char byte = text[at];
        if (byte == '"') {
            size_t end = at + 1;
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            end = std::min(end + 1, text.size());
            out.append(text, at, end - at);
            at = end;
        } else if (byte == '-' || is_digit(byte)) {
            size_t end = text.find_first_not_of("0123456789+-.eE", at);
            std::string_view number = text.substr(at, end == std::string_view::npos ? end : end - at);
            if (is_number(number)) {
                replace(out, number);
            } else {
                out += number;
            }
            at += number.size();
        } else {
            out += byte;
            at++;
        }
    }
}

// How many objects and arrays are open at the deepest place.
size_t depth(dom::element element) {
    size_t deepest = 0;
    dom::object object;
    dom::array array;
    if (!element.get(object)) {
        for (auto member : object) deepest = std::max(deepest, depth(member.value));
        return deepest + 1;
    }
    if (!element.get(array)) {
        for (auto item : array) deepest = std::max(deepest, depth(item));
        return deepest + 1;
    }
    return 0;
}

}  // namespace

struct oracle {
    dom::parser parser;
    size_t levels;
    std::string text;
    std::string mark;
    dom::element root;

    // The verdict on what stands in `text`.
    error_code parse() {
        text.reserve(text.size() + SIMDJSON_PADDING);
        if (parser.capacity() < text.size() || parser.max_depth() != levels + 1) {
            // simdjson refuses where as many are open as it is told, and does not count empty ones.
            error_code failed = parser.allocate(std::max<size_t>(text.size(), 1 << 16), levels + 1);
            if (failed) return failed;
        }
        return parser.parse(text.data(), text.size(), false).get(root);
    }
};

oracle *oracle_make(size_t levels) {
    auto made = new oracle;
    made->levels = levels;
    return made;
}

void oracle_free(oracle *freed) { delete freed; }

oracle_verdict oracle_read(oracle *self, const uint8_t *bytes, size_t count) {
    std::string_view line(reinterpret_cast<const char *>(bytes), count);
    if (!validate_utf8(line)) return oracle_not_utf8;
    self->text.assign(line);
    error_code error = self->parse();
    if (error == NUMBER_ERROR) {
        // A DOM holds numbers as 64 bits, and refuses well-formed ones that don't fit. Their digits are checked here
        // by the grammar; all else again by simdjson, with a 0 in their place.
        replace_numbers(line, self->text, [](std::string &out, std::string_view) { out += '0'; });
        error = self->parse();
    }
    auto opens = [](char byte) { return byte == '{' || byte == '['; };
    bool mayBeTooDeep = size_t(std::count_if(line.begin(), line.end(), opens)) > self->levels;
    if (error == DEPTH_ERROR) return oracle_too_deep;
    // simdjson looks for open strings and for the last bracket before it looks at the levels.
    if (error) return mayBeTooDeep ? oracle_not_json_or_too_deep : oracle_not_json;
    if (mayBeTooDeep && depth(self->root) > self->levels) return oracle_too_deep;
    if (!self->root.is_object()) return oracle_no_object;
    // A second time with the numbers as strings, so that their own text can be had.
    self->mark = mark_of(line);
    replace_numbers(line, self->text, [self](std::string &out, std::string_view number) {
        out += '"';
        out += self->mark;
        out += number;
        out += '"';
    });
    return self->parse() == SUCCESS ? oracle_object : oracle_not_json;
}

oracle_value oracle_find(oracle *self, const char *const *keys, size_t count) {
    oracle_value result = {oracle_absent, 0, nullptr, 0};
    dom::element element = self->root;
    for (size_t index = 0; index < count; index++) {
        dom::object object;
        if (element.get(object)) return {oracle_absent, 0, nullptr, 0};
        std::string_view key = keys[index];
        result.occurrences = 0;
        for (auto member : object) {
            if (member.key != key) continue;
            if (result.occurrences++ == 0) element = member.value;
        }
        if (result.occurrences == 0) return result;
    }
    switch (element.type()) {
        case dom::element_type::NULL_VALUE: result.kind = oracle_null; break;
        case dom::element_type::BOOL: result.kind = oracle_boolean; break;
        case dom::element_type::ARRAY: result.kind = oracle_array; break;
        case dom::element_type::OBJECT: result.kind = oracle_map; break;
        case dom::element_type::STRING: {
            std::string_view text = element.get_string().value_unsafe();
            bool isNumber = text.substr(0, self->mark.size()) == self->mark;
            if (isNumber) text.remove_prefix(self->mark.size());
            result.kind = isNumber ? oracle_number : oracle_string;
            result.bytes = reinterpret_cast<const uint8_t *>(text.data());
            result.count = text.size();
            break;
        }
        // No number is left: each was made a string.
        default: break;
    }
    return result;
}
