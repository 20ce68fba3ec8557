#include "core/label/assist/auto_label_looks.h"

#include <bit>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/assist/project_member.h"
#include "core/ledger/ledger.h"

namespace slipway::label {

namespace {

constexpr auto kMember = "slipway_auto_looks";

class Hash { // FNV-1a
public:
    void add(std::uint64_t value) {
        for (int i = 0; i < 8; ++i) m_hash = (m_hash ^ ((value >> (8 * i)) & 0xFF)) * 1099511628211ull;
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    void add(std::string_view text) {
        add(std::uint64_t{text.size()});
        for (const char c : text) m_hash = (m_hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    }
    std::string text() const { return fmt::format("{:016x}", m_hash); }

private:
    std::uint64_t m_hash = 14695981039346656037ull;
};

struct Looks {
    std::int64_t count = 0;
    std::string last;
};

Result<Looks> readLooks(store::Database& db, std::int64_t project) {
    SLIPWAY_ASSIGN(const auto found, readProjectMember(db, project, kMember));
    return Looks{std::max(0LL, integerOr(found, "count", 0)), textOr(found, "last")};
}

} // namespace

double alphaOfLook(double alpha, std::int64_t look) {
    const auto number = static_cast<double>(std::max<std::int64_t>(1, look));
    return alpha / (number * (number + 1));
}

std::string fingerprintOf(
    const AutoLabelRequest& request, std::span<const HeldOut> heldOut, std::span<const double> unlabelled) {
    Hash hash;
    hash.add(request.model);
    hash.add(request.question);
    hash.add(request.wish.precision);
    hash.add(request.wish.alpha);
    hash.add(std::uint64_t{heldOut.size()});
    for (const auto& each : heldOut) {
        hash.add(each.score);
        hash.add(std::uint64_t{each.correct});
    }
    for (const double score : unlabelled) hash.add(score);
    return hash.text();
}

Result<std::int64_t> countLook(
    Ledger& ledger, const access::Actor& actor, const Project& project, const std::string& fingerprint) {
    SLIPWAY_ASSIGN(
        auto change, ledger.begin(actor, access::Permission::ChangeData, "label.auto_look", project.lineageId()));
    SLIPWAY_ASSIGN(auto looks, readLooks(ledger.db(), project.id));
    if (looks.count > 0 && looks.last == fingerprint) return looks.count; // nothing changes
    ++looks.count;
    const Json json{{"count", looks.count}, {"last", fingerprint}};
    SLIPWAY_TRY(writeProjectMember(ledger.db(), project.id, kMember, json));
    change.note("look", looks.count);
    SLIPWAY_TRY(change.commit());
    return looks.count;
}

} // namespace slipway::label
