#include "core/data/pii_checks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "core/base/text.h"

namespace slipway::data {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
/// As \w: letters, digits, underscore, everything beyond ASCII.
bool isWord(char c) {
    return isDigit(c) || isLetter(c) || c == '_' || (c & 0x80);
}
bool wordEnds(std::string_view text, std::size_t at) {
    return at >= text.size() || !isWord(text[at]);
}
bool wordBegins(std::string_view text, std::size_t at) {
    return at == 0 || !isWord(text[at - 1]);
}

bool passesLuhn(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int value = digits[digits.size() - 1 - i] - '0';
        if (i % 2 == 1 && (value *= 2) > 9) value -= 9;
        sum += value;
    }
    return sum % 10 == 0;
}

bool hasCardPrefix(std::string_view digits) {
    const int four = std::stoi(std::string(digits.substr(0, 4)));
    const char first = digits[0];
    if (first == '1') return digits.size() != 13; // a clock in milliseconds
    return first == '4' || first == '3' || first == '6' || (four >= 5000 && four < 5600) ||
           (four >= 2221 && four <= 2720);
}

/// A card number that begins at `at`: 12 to 19 digits in groups of at least three, the first of at least four.
bool cardAt(std::string_view text, std::size_t at) {
    std::string digits;
    std::size_t group = 0;
    int groups = 1;
    for (std::size_t i = at; digits.size() <= 19; ++i) {
        const bool digit = i < text.size() && isDigit(text[i]);
        if (digit) {
            digits += text[i];
            ++group;
            continue;
        }
        if (group < (groups == 1 ? 4u : 3u)) return false;
        if (digits.size() >= 12 && digits.size() <= 19 && wordEnds(text, i) && hasCardPrefix(digits) &&
            passesLuhn(digits))
            return true;
        if (i >= text.size() || (text[i] != ' ' && text[i] != '-') || ++groups > 5) return false;
        group = 0;
    }
    return false;
}

struct IbanCountry {
    char code[3];
    int length;
};
constexpr IbanCountry kIbanCountries[] = {{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20},
    {"BE", 16}, {"BG", 22}, {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28},
    {"CZ", 24}, {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28},
    {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30},
    {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27},
    {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18},
    {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22},
    {"RU", 33}, {"SA", 24}, {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23},
    {"ST", 25}, {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30}};

int ibanLength(std::string_view code) {
    for (const auto& country : kIbanCountries)
        if (code == country.code) return country.length;
    return 0;
}

bool passesMod97(const std::string& iban) {
    int rest = 0;
    for (std::size_t i = 0; i < iban.size(); ++i) {
        const char c = iban[(i + 4) % iban.size()];
        const int value = isDigit(c) ? c - '0' : c - 'A' + 10;
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
}

bool ibanAt(std::string_view text, std::size_t at) {
    const int wanted = ibanLength(text.substr(at, 2));
    if (wanted == 0 || at + 4 > text.size() || !isDigit(text[at + 2]) || !isDigit(text[at + 3])) return false;
    std::string iban;
    std::size_t i = at;
    for (; i < text.size() && iban.size() < static_cast<std::size_t>(wanted); ++i) {
        const char c = text[i];
        if (isDigit(c) || (c >= 'A' && c <= 'Z'))
            iban += c;
        else if ((c != ' ' && c != '-') || iban.size() % 4 != 0)
            return false;
    }
    return iban.size() == static_cast<std::size_t>(wanted) && wordEnds(text, i) && passesMod97(iban);
}

/// Generic top-level domains in wide use; the two-letter ones are countries.
constexpr std::string_view kTopDomains =
    " com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel "
    "asia cat xxx post app dev page blog shop store online site website tech cloud digital email agency company "
    "solutions "
    "software systems group global world today news media live life club team work works expert academy school "
    "university "
    "center education health care clinic bank finance money insurance law legal consulting services support design "
    "studio art "
    "photo photos video music games game bet casino hotel restaurant cafe pizza beer wine fashion beauty fit run bike "
    "auto cars "
    "house homes estate land garden green energy eco bio science engineering xyz top vip win icu cyou space fun host "
    "press wiki "
    "link click help chat social community foundation ngo ong charity church london paris berlin wien tokyo nyc ";
constexpr std::string_view kCountryDomains =
    " ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn "
    "bo br bs bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et "
    "eu fi fj "
    "fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it "
    "je jm jo "
    "jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms "
    "mt mu mv "
    "mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa "
    "sb sc sd "
    "se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us "
    "uy uz va "
    "vc ve vg vi vn vu wf ws ye yt za zm zw ";

bool isTopDomain(std::string_view label) {
    if (label.starts_with("xn--")) return label.size() > 4;
    const auto wanted = " " + toLower(label) + " ";
    return (label.size() == 2 ? kCountryDomains : kTopDomains).find(wanted) != std::string_view::npos;
}

/// Length of the host name at the front of `text`: labels with dots between, ending in a known top-level domain; 0:
/// none.
std::size_t hostLength(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && (isDigit(text[end]) || isLetter(text[end]) || text[end] == '-' || text[end] == '.'))
        ++end;
    auto host = text.substr(0, end);
    while (host.ends_with('.') || host.ends_with('-')) host.remove_suffix(1);
    const auto labels = split(host, '.');
    if (labels.size() < 2 || host.size() > 253) return 0;
    for (const auto& label : labels)
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return 0;
    return isTopDomain(labels.back()) ? host.size() : 0;
}

bool isLocalPart(char c) {
    return isWord(c) || std::string_view("!#$%&'*+-/=?^`{|}~.").find(c) != std::string_view::npos;
}

/// ddd-dd-dddd at `at` with the same one of - . blank twice; fills `digits`.
bool socialShape(std::string_view text, std::size_t at, std::string& digits) {
    if (at + 11 > text.size() || !wordBegins(text, at) || !wordEnds(text, at + 11)) return false;
    const char separator = text[at + 3];
    if ((separator != '-' && separator != '.' && separator != ' ') || text[at + 6] != separator) return false;
    digits.clear();
    for (std::size_t i = 0; i < 11; ++i)
        if (i != 3 && i != 6) {
            if (!isDigit(text[at + i])) return false;
            digits += text[at + i];
        }
    return true;
}

bool isValidSsn(const std::string& digits) {
    const bool allEqual = digits.find_first_not_of(digits[0]) == std::string::npos;
    return !allEqual && digits.substr(3, 2) != "00" && digits.substr(5) != "0000" && !digits.starts_with("000") &&
           !digits.starts_with("666") && digits != "123456789" && !digits.starts_with("98765432") &&
           digits != "078051120";
}

template <class At> bool anywhere(std::string_view text, At at) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (at(i)) return true;
    return false;
}

/// Longest pieces made of characters that `belongs` accepts.
template <class Belongs, class Check> bool anyToken(std::string_view text, Belongs belongs, Check check) {
    for (std::size_t i = 0; i < text.size();) {
        if (!belongs(text[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && belongs(text[end])) ++end;
        if (check(text.substr(i, end - i))) return true;
        i = end;
    }
    return false;
}

bool isHex(char c) {
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

bool parsesAsAddress(std::string_view token) {
    while (!token.empty() && (token.back() == '.' || (token.back() == ':' && !token.ends_with("::"))))
        token.remove_suffix(1);
    // 10.0.0.1:80
    if (std::count(token.begin(), token.end(), ':') == 1) token = token.substr(0, token.find(':'));
    if (token.size() < 3 || token.size() > 45) return false;
    const std::string text(token);
    unsigned char bytes[16];
    const auto colons = std::count(text.begin(), text.end(), ':');
    if (colons == 0)
        return std::count(text.begin(), text.end(), '.') == 3 && inet_pton(AF_INET, text.c_str(), bytes) == 1;
    return colons >= 2 && inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

bool isMac(std::string_view token) {
    std::string hex;
    if (token.size() == 17) {
        const char separator = token[2];
        if (separator != ':' && separator != '-') return false;
        for (std::size_t i = 0; i < 17; ++i) {
            if (i % 3 == 2 ? token[i] != separator : !isHex(token[i])) return false;
            if (i % 3 != 2) hex += token[i];
        }
    } else if (token.size() == 14) {
        for (std::size_t i = 0; i < 14; ++i) {
            if (i % 5 == 4 ? token[i] != '.' : !isHex(token[i])) return false;
            if (i % 5 != 4) hex += token[i];
        }
    } else
        return false;
    return hex.find_first_not_of('0') != std::string::npos && toLower(hex).find_first_not_of('f') != std::string::npos;
}

bool isPhone(std::string_view token, bool bareDigits) {
    while (!token.empty() && !isDigit(token.back())) token.remove_suffix(1);
    while (!token.empty() && !isDigit(token.front()) && token.front() != '+' && token.front() != '(')
        token.remove_prefix(1);
    if (token.empty() || token.find("--") != token.npos || token.find("..") != token.npos) return false;
    std::string digits;
    for (const char c : token)
        if (isDigit(c)) digits += c;
    const bool international = token.front() == '+';
    if (token.find('+', 1) != token.npos) return false;
    if (international && !digits.starts_with('1')) return digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0';
    std::string_view local = digits;
    if (local.size() == 11 && local.starts_with('1')) local.remove_prefix(1);
    // The North American plan: area and exchange begin with 2 to 9 and are no service numbers.
    if (local.size() != 10 || local[0] < '2' || local[3] < '2' || local.substr(1, 2) == "11" ||
        local.substr(4, 2) == "11")
        return false;
    if (international || bareDigits) return true;
    const auto first = token.find(local.substr(0, 3));
    const auto tail = first == token.npos ? token : token.substr(first);
    // ddd-ddd-dddd in its usual spellings: "(ddd) ddd-dddd", "ddd.ddd.dddd"
    std::vector<std::size_t> groups(1, 0);
    for (const char c : tail) {
        if (isDigit(c))
            ++groups.back();
        else if (groups.back() > 0)
            groups.push_back(0);
    }
    return groups == std::vector<std::size_t>{3, 3, 4};
}

} // namespace

bool holdsCreditCard(std::string_view text) {
    return anywhere(text, [&](std::size_t i) { return isDigit(text[i]) && wordBegins(text, i) && cardAt(text, i); });
}

bool holdsIban(std::string_view text) {
    return anywhere(text,
        [&](std::size_t i) { return text[i] >= 'A' && text[i] <= 'Z' && wordBegins(text, i) && ibanAt(text, i); });
}

bool holdsEmail(std::string_view text) {
    return anywhere(text, [&](std::size_t i) {
        if (text[i] != '@' || i == 0 || !isLocalPart(text[i - 1]) || text[i - 1] == '.') return false;
        const auto length = hostLength(text.substr(i + 1));
        return length > 0 && wordEnds(text, i + 1 + length);
    });
}

bool holdsUsSsn(std::string_view text) {
    std::string digits;
    return anywhere(
        text, [&](std::size_t i) { return isDigit(text[i]) && socialShape(text, i, digits) && isValidSsn(digits); });
}

bool holdsUsItin(std::string_view text) {
    std::string digits;
    return anywhere(text, [&](std::size_t i) {
        if (text[i] != '9' || !socialShape(text, i, digits)) return false;
        const int middle = std::stoi(digits.substr(3, 2));
        return (middle >= 50 && middle <= 65) || (middle >= 70 && middle <= 88) || (middle >= 90 && middle <= 92) ||
               middle >= 94;
    });
}

bool holdsIpAddress(std::string_view text) {
    const auto belongs = [](char c) { return isHex(c) || c == ':' || c == '.' || isWord(c); };
    return anyToken(text, belongs, parsesAsAddress);
}

bool holdsMacAddress(std::string_view text) {
    return anyToken(text, [](char c) { return isWord(c) || c == ':' || c == '-' || c == '.'; }, isMac);
}

bool holdsUrl(std::string_view text) {
    return anywhere(text, [&](std::size_t i) {
        if (!wordBegins(text, i)) return false;
        auto rest = text.substr(i);
        const auto start = toLower(rest.substr(0, 8));
        bool scheme = false;
        for (const std::string_view prefix : {"https://", "http://", "ftp://"})
            if (!scheme && start.starts_with(prefix)) {
                rest.remove_prefix(prefix.size());
                scheme = true;
            }
        if (!scheme && !start.starts_with("www.")) return false;
        if (hostLength(rest) > 0) return true;
        return scheme && parsesAsAddress(rest.substr(0, rest.find_first_of("/:?#")));
    });
}

bool holdsPhoneNumber(std::string_view text, bool bareDigits) {
    const auto belongs = [](char c) {
        return isDigit(c) || c == '+' || c == '(' || c == ')' || c == '-' || c == '.' || c == ' ';
    };
    for (std::size_t i = 0; i < text.size();) {
        if (!belongs(text[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && belongs(text[end])) ++end;
        const bool alone = (i == 0 || !isWord(text[i - 1]) || text[i] == ' ') &&
                           (end == text.size() || !isWord(text[end]) || text[end - 1] == ' ');
        if (alone && isPhone(text.substr(i, end - i), bareDigits)) return true;
        i = end;
    }
    return false;
}

} // namespace slipway::data
