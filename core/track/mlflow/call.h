#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/net/http_message.h"

namespace slipway::track::mlflow {

/// The fields of a request as MLflow's protocol sends them: a JSON object, or for GET query parameters. null, unknown
/// and (for required texts) empty fields count as absent. Errors are InvalidArgument in MLflow's words, with `path` as
/// the field's place: "run_id", "metrics[1].key".
class Fields {
public:
    Fields(const Json& object, std::string path) : m_object(&object), m_path(std::move(path)) {}

    bool has(std::string_view field) const;
    Result<std::string> required(std::string_view field, std::string_view shownAs = {}) const;
    Result<std::optional<std::string>> text(std::string_view field) const;
    Result<std::string> textOr(std::string_view field, std::string_view fallback) const;
    Result<std::optional<std::int64_t>> integer(std::string_view field) const;
    Result<std::int64_t> requiredInteger(std::string_view field, std::string_view shownAs = {}) const;
    Result<double> requiredNumber(std::string_view field, std::string_view shownAs = {}) const;
    Result<bool> flag(std::string_view field, bool fallback) const;
    Result<std::vector<std::string>> texts(std::string_view field) const;
    /// The objects of a list; each with its place in the path. Empty when absent.
    Result<std::vector<Fields>> objects(std::string_view field) const;
    Result<std::optional<Fields>> object(std::string_view field) const;

    const Json& json() const { return *m_object; }
    std::string pathOf(std::string_view field) const; ///< "metrics[1].key"
    std::unexpected<Error> missing(std::string_view field) const;
    std::unexpected<Error> invalid(std::string_view field, std::string_view why = {}) const;

private:
    const Json* find(std::string_view field) const;
    const Json* m_object;
    std::string m_path; ///< "" or "metrics[1]."
};

/// A decoded request; owns what its fields look at. Movable.
class Call : public Fields {
public:
    /// Rules 1.2 and 1.3 of the protocol: a POST must be application/json; a body that is no JSON counts as empty, a
    /// JSON text that holds JSON is decoded again.
    static Result<Call> decode(const net::Request& request);

    const net::Request& request() const { return *m_request; }

private:
    Call(std::unique_ptr<Json> body, const net::Request& request);
    std::unique_ptr<Json> m_body;
    const net::Request* m_request;
};

/// Opaque to clients; base64 of {"offset":N} as MLflow's own server has it.
std::string pageToken(std::int64_t offset);
Result<std::int64_t> offsetOf(const std::optional<std::string>& token);

} // namespace slipway::track::mlflow
