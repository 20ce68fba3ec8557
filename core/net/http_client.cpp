#include "core/net/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include "core/base/text.h"
#include "core/net/request_guard.h"

namespace slipway::net {

namespace {

struct FreeHandle {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct FreeUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

void initializeOnce() {
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)code; // a failure shows in curl_easy_init
}

/// Taking one answer.
struct Exchange {
    Response response;
    std::size_t maxBody = 0;
    bool tooLarge = false;
    Progress* progress = nullptr;
};

std::size_t takeBody(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    if (exchange.response.body.size() + size * count > exchange.maxBody) {
        exchange.tooLarge = true;
        return 0;
    }
    exchange.response.body.append(bytes, size * count);
    return size * count;
}

std::size_t takeHeader(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& headers = static_cast<Exchange*>(user)->response.headers;
    const std::string_view line(bytes, size * count);
    if (line.starts_with("HTTP/")) headers.clear(); // a redirect or 100 Continue came before
    if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        auto& value = headers[std::string(trimmed(line.substr(0, colon)))];
        value += (value.empty() ? "" : ", ") + std::string(trimmed(line.substr(colon + 1)));
    }
    return size * count;
}

int onProgress(void* user, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t) {
    auto* progress = static_cast<Exchange*>(user)->progress;
    if (!progress) return 0;
    if (total > 0) progress->update(static_cast<double>(done) / static_cast<double>(total), "downloading");
    return progress->cancelled() ? 1 : 0;
}

std::string hostOf(const std::string& url) {
    const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
    char* text = nullptr;
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
        curl_url_get(parsed.get(), CURLUPART_HOST, &text, 0) != CURLUE_OK)
        return {};
    std::string host(text);
    curl_free(text);
    return host;
}

/// The URL without user name, password and query: these may be secrets.
std::string urlForMessage(const std::string& url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
    const auto end = url.find_first_of("?#", begin);
    auto shown = url.substr(0, end);
    const auto slash = shown.find('/', begin);
    if (const auto at = shown.rfind('@', slash); at != std::string::npos && at >= begin)
        shown.erase(begin, at + 1 - begin);
    return forMessage(shown, 200);
}

Error errorOf(CURLcode code, const Exchange& exchange, const std::string& url) {
    const auto shown = urlForMessage(url);
    if (exchange.tooLarge)
        return {ErrorCode::BadData, fmt::format("{} sent more than {} bytes", shown, exchange.maxBody),
            "Ask for less at once"};
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
        return {ErrorCode::Cancelled, fmt::format("the request to {} was cancelled", shown), {}};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return {
            ErrorCode::InvalidArgument, fmt::format("'{}' is no http or https address", shown), "Correct the address"};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::Unavailable, fmt::format("{} did not answer in time", shown), "Try again later"};
    default:
        return {ErrorCode::Unavailable, fmt::format("{} cannot be reached: {}", shown, curl_easy_strerror(code)),
            "Check the address and that the server runs"};
    }
}

} // namespace

struct HttpClient::State {
    std::unique_ptr<CURL, FreeHandle> handle;
};

HttpClient::HttpClient() : m_state(std::make_unique<State>()) {
    initializeOnce();
    m_state->handle.reset(curl_easy_init());
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<Response> HttpClient::send(const std::string& method, const std::string& url, const std::string& body,
    const Headers& headers, const Options& options, Progress* progress) {
    auto* curl = m_state->handle.get();
    if (!curl) return fail(ErrorCode::Internal, "libcurl cannot be started");
    curl_easy_reset(curl); // keeps connections
    std::unique_ptr<curl_slist, FreeList> list;
    for (const auto& [key, value] : headers) {
        const auto line = value.empty() ? key + ";" : key + ": " + value;
        if (line.find_first_of("\r\n") != std::string::npos)
            return fail(ErrorCode::InvalidArgument, fmt::format("the header {} holds a line break", forMessage(key)));
        list.reset(curl_slist_append(list.release(), line.c_str()));
    }
    Exchange exchange{.response = {}, .maxBody = options.maxBody, .tooLarge = false, .progress = progress};
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, options.followRedirects ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connectTimeout.count()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
    if (isLoopback(hostOf(url))) curl_easy_setopt(curl, CURLOPT_PROXY, ""); // whatever the environment says
    if (method == "HEAD") {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method == "HEAD" ? nullptr : method.c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &takeBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &takeHeader);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &onProgress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, progress ? 0L : 1L);
    const auto code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
    if (code != CURLE_OK) return std::unexpected(errorOf(code, exchange, url));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    return std::move(exchange.response);
}

} // namespace slipway::net
