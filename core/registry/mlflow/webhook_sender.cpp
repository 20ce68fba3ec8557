#include "core/registry/mlflow/webhook_sender.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::registry::mlflow {

namespace {

struct Network {
    std::uint32_t address;
    int bits;
};
/// Not of the public internet: this network, private, shared, loopback, link-local, tests, multicast, reserved.
constexpr std::array<Network, 13> kNotPublic{{{0x00000000, 8}, {0x0a000000, 8}, {0x64400000, 10}, {0x7f000000, 8},
    {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0a80000, 16}, {0xc6120000, 15},
    {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3}}};

bool isPublic(std::uint32_t address) {
    return std::ranges::none_of(
        kNotPublic, [&](const Network& net) { return ((address ^ net.address) >> (32 - net.bits)) == 0; });
}

/// Only what is routed, and no wrapped IPv4 address.
bool isPublic(const in6_addr& address) {
    const auto* bytes = address.s6_addr;
    if ((bytes[0] & 0xe0) != 0x20) return false;                       // outside 2000::/3
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return false;            // 6to4
    return !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02); // Teredo and others of special use
}

bool isPublic(const addrinfo& one) {
    if (one.ai_family == AF_INET) {
        sockaddr_in address;
        std::memcpy(&address, one.ai_addr, sizeof address);
        return isPublic(ntohl(address.sin_addr.s_addr));
    }
    if (one.ai_family != AF_INET6) return false;
    sockaddr_in6 address;
    std::memcpy(&address, one.ai_addr, sizeof address);
    return isPublic(address.sin6_addr);
}

} // namespace

Status checkPublicHost(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &raw) != 0)
        return fail(ErrorCode::InvalidArgument, fmt::format("Webhook host '{}' is not known", forMessage(host)),
            "Check the webhook's URL");
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(raw, &::freeaddrinfo);
    for (const auto* one = raw; one != nullptr; one = one->ai_next)
        if (!isPublic(*one))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("Webhook host '{}' is in a private network", forMessage(host)),
                "A service that other machines reach tells only hosts of the public internet");
    return {};
}

Result<net::Response> WebhookSender::send(
    const Webhook& webhook, const std::string& body, const std::string& delivery, Progress* progress) {
    SLIPWAY_ASSIGN(const auto host, webhookHost(webhook.url));
    if (!m_privateTargets) SLIPWAY_TRY(checkPublicHost(host));
    const auto seconds = std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    net::Headers headers{
        {"Content-Type", "application/json"}, {"X-MLflow-Delivery-Id", delivery}, {"X-MLflow-Timestamp", seconds}};
    if (!webhook.secret.empty())
        headers["X-MLflow-Signature"] = webhookSignature(webhook.secret, delivery, seconds, body);
    net::HttpClient::Options options;
    options.timeout = options.connectTimeout = std::chrono::seconds(10);
    options.maxBody = 1u << 20;
    return m_client.send("POST", webhook.url, body, headers, options, progress);
}

} // namespace slipway::registry::mlflow
