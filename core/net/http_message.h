#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::net {

struct CaseInsensitiveLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};
using Headers = std::map<std::string, std::string, CaseInsensitiveLess>;

/// The other end of a request's connection (server side).
struct Peer {
    std::string address;          ///< "127.0.0.1"; "" without a network between
    int port = 0;                 ///< there
    int ownPort = 0;              ///< here
    std::uint64_t connection = 0; ///< counts up for the life of the program; 0: none
    bool loopback = false;        ///< it is a program of this machine
};

struct Request {
    std::string method = "GET";
    std::string target;                                     ///< path and query as sent
    std::string path;                                       ///< decoded, without query (server side)
    std::vector<std::pair<std::string, std::string>> query; ///< decoded, in order (server side)
    std::map<std::string, std::string> parameters;          ///< {name} parts of the route (server side)
    Headers headers;
    std::string body;
    /// The body of a route that takes it as a file; `body` is empty then. Removed after the handler, who may move it.
    std::filesystem::path bodyFile;
    Peer peer;
    std::string_view header(std::string_view name) const; ///< "" when absent
    std::string_view queryValue(std::string_view name, std::string_view fallback = {}) const;
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    std::filesystem::path file; ///< when not empty, sent in place of `body`, piece by piece
    static Response json(int status, std::string body);
    static Response text(int status, std::string body);
};

std::string urlEncode(std::string_view text);
/// + is a blank only in queries. Broken %-escapes stay as they are.
std::string urlDecode(std::string_view text, bool plusIsBlank = false);

} // namespace slipway::net
