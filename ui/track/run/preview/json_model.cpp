#include "ui/track/run/preview/json_model.h"

#include <algorithm>
#include <vector>

#include "core/base/json.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

struct JsonModel::Node {
    QString name;
    const Json* value = nullptr; ///< null: "and … more"
    Node* above = nullptr;
    int row = 0;
    bool unfolded = false;
    std::vector<std::unique_ptr<Node>> below;
};

namespace {

constexpr std::size_t kLongestValue = 500;

QString valueText(const Json& value) {
    if (value.is_object())
        return format::plural(
            static_cast<std::int64_t>(value.size()), JsonModel::tr("entry"), JsonModel::tr("entries"));
    if (value.is_array())
        return format::plural(static_cast<std::int64_t>(value.size()), JsonModel::tr("item"), JsonModel::tr("items"));
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return '"' + QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(text.size(), kLongestValue))) +
               (text.size() > kLongestValue ? QStringLiteral(" …\"") : QStringLiteral("\""));
    }
    return format::text(dump(value));
}

} // namespace

JsonModel::JsonModel(QObject* parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) {}

JsonModel::~JsonModel() = default;

void JsonModel::setDocument(std::shared_ptr<const Json> document) {
    beginResetModel();
    m_document = std::move(document);
    m_root = std::make_unique<Node>();
    m_root->value = m_document.get();
    endResetModel();
}

JsonModel::Node* JsonModel::nodeOf(const QModelIndex& index) const {
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

void JsonModel::unfold(Node& node) const {
    if (std::exchange(node.unfolded, true) || !node.value) return;
    const auto add = [&](QString name, const Json* value) {
        auto below = std::make_unique<Node>();
        below->name = std::move(name);
        below->value = value;
        below->above = &node;
        below->row = static_cast<int>(node.below.size());
        node.below.push_back(std::move(below));
        return node.below.size() < static_cast<std::size_t>(kMostChildren);
    };
    if (node.value->is_object()) {
        for (auto it = node.value->begin(); it != node.value->end(); ++it)
            if (!add(format::text(it.key()).left(300), &it.value())) break;
    } else if (node.value->is_array()) {
        for (const auto& value : *node.value)
            if (!add(QString::number(node.below.size()), &value)) break;
    } else if (&node == m_root.get()) {
        add(tr("value"), node.value);
    }
    const auto left = static_cast<std::int64_t>(node.value->is_structured() ? node.value->size() : 0) - kMostChildren;
    if (left > 0) add(tr("and %1 more").arg(format::count(left)), nullptr);
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex& parent) const {
    auto& node = *nodeOf(parent);
    unfold(node);
    if (row < 0 || row >= static_cast<int>(node.below.size()) || column < 0 || column > 1) return {};
    return createIndex(row, column, node.below[static_cast<std::size_t>(row)].get());
}

QModelIndex JsonModel::parent(const QModelIndex& index) const {
    auto* above = index.isValid() ? nodeOf(index)->above : nullptr;
    return !above || above == m_root.get() ? QModelIndex() : createIndex(above->row, 0, above);
}

int JsonModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) return 0;
    auto& node = *nodeOf(parent);
    unfold(node);
    return static_cast<int>(node.below.size());
}

bool JsonModel::hasChildren(const QModelIndex& parent) const {
    const auto* node = nodeOf(parent);
    return node == m_root.get() || (node->value && node->value->is_structured() && !node->value->empty());
}

QVariant JsonModel::data(const QModelIndex& index, int role) const {
    const auto* node = nodeOf(index);
    if (role == Qt::DisplayRole) {
        if (index.column() == 0) return node->name;
        return node->value ? valueText(*node->value) : QString();
    }
    if (role == Qt::FontRole && index.column() == 1) return fontFor(FontRole::Code);
    if (role == Qt::ForegroundRole) {
        const bool muted = !node->value || (index.column() == 1 && node->value->is_structured());
        return color(muted                      ? Token::TextMuted
                     : index.column() == 0      ? Token::Text
                     : node->value->is_string() ? Token::OkText
                     : node->value->is_number() ? Token::AccentText
                                                : Token::WarnText);
    }
    return {};
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == 0 ? tr("Name") : tr("Value");
}

} // namespace slipway::ui
