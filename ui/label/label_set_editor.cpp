#include "ui/label/label_set_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kColors = 7;

QIcon swatchOf(const QColor& fill) {
    QPixmap picture(32, 32);
    picture.setDevicePixelRatio(2);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(0.5, 0.5, 15, 15), 4, 4);
    return QIcon(picture);
}

std::vector<std::string> listOf(const QString& text) {
    std::vector<std::string> all;
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!part.trimmed().isEmpty()) all.push_back(part.trimmed().toStdString());
    return all;
}

QString joined(const std::vector<std::string>& texts) {
    QStringList all;
    for (const auto& each : texts) all << format::text(each);
    return all.join(QStringLiteral(", "));
}

} // namespace

LabelSetEditor::LabelSetEditor(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_rowsColumn = new QVBoxLayout;
    m_rowsColumn->setSpacing(6);
    column->addLayout(m_rowsColumn);
    auto* add =
        makeButton(tr("Add label"), QStringLiteral("addLabelButton"), ButtonKind::Normal, QStringLiteral("plus"));
    connect(add, &QPushButton::clicked, this, [this] {
        label::LabelClass next;
        next.color = label::regionColor(m_rows.size());
        for (const char key : std::string_view("1234567890"))
            if (std::ranges::none_of(m_rows, [&](const auto& row) { return row->key->text() == QLatin1Char(key); })) {
                next.hotkey = std::string(1, key);
                break;
            }
        addRow(next).name->setFocus();
    });
    column->addWidget(add, 0, Qt::AlignLeft);
    auto* caption = new TextLabel(
        tr("Classes of the whole item, with commas between them"), FontRole::Caption, Token::TextSecondary);
    column->addSpacing(4);
    column->addWidget(caption);
    m_classes = new QLineEdit;
    m_classes->setObjectName(QStringLiteral("itemClassesField"));
    m_classes->setAccessibleName(tr("Classes of the whole item"));
    m_classes->setPlaceholderText(tr("positive, negative"));
    caption->setBuddy(m_classes);
    m_several = new QCheckBox(tr("An item may have several of them"));
    column->addWidget(m_classes);
    column->addWidget(m_several);
    m_error = new TextLabel({}, FontRole::Caption, Token::BadText);
    m_error->setObjectName(QStringLiteral("labelsError"));
    m_error->setWordWrap(true);
    m_error->hide();
    column->addWidget(m_error);
}

void LabelSetEditor::setLabels(const label::LabelSet& labels) {
    m_original = labels;
    while (!m_rows.empty()) removeRow(m_rows.back()->row);
    for (const auto& each : labels.classes) addRow(each);
    m_classes->setText(joined(labels.itemClasses));
    m_several->setChecked(labels.severalItemClasses);
}

LabelSetEditor::LabelRow& LabelSetEditor::addRow(const label::LabelClass& labelClass) {
    auto owned = std::make_unique<LabelRow>();
    LabelRow* row = owned.get();
    row->original = labelClass;
    row->color = QColor(format::text(labelClass.color));
    row->row = new QWidget;
    auto* column = new QVBoxLayout(row->row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    row->swatch =
        makeIconButton(QStringLiteral("box"), tr("Colour: click for the next one"), QStringLiteral("labelColor"));
    row->name = new QLineEdit(format::text(labelClass.name));
    row->name->setObjectName(QStringLiteral("labelName"));
    row->name->setAccessibleName(tr("Name of the label"));
    row->name->setPlaceholderText(tr("Name"));
    row->key = new QLineEdit(format::text(labelClass.hotkey));
    row->key->setObjectName(QStringLiteral("labelKey"));
    row->key->setAccessibleName(tr("Hot key of the label, 0 to 9"));
    row->key->setToolTip(tr("Hot key, 0 to 9"));
    row->key->setMaxLength(1);
    row->key->setFixedWidth(44);
    row->key->setAlignment(Qt::AlignCenter);
    auto* attribute =
        makeButton(tr("Attribute"), QStringLiteral("addAttributeButton"), ButtonKind::Quiet, QStringLiteral("plus"));
    auto* remove = makeIconButton(QStringLiteral("trash"), tr("Remove this label"), QStringLiteral("removeLabel"));
    line->addWidget(row->swatch);
    line->addWidget(row->name, 1);
    line->addWidget(row->key);
    line->addWidget(attribute);
    line->addWidget(remove);
    column->addLayout(line);
    row->attributeColumn = new QVBoxLayout;
    row->attributeColumn->setContentsMargins(40, 0, 40, 0);
    row->attributeColumn->setSpacing(6);
    column->addLayout(row->attributeColumn);
    m_rowsColumn->addWidget(row->row);
    m_rows.push_back(std::move(owned));
    showColor(*row);
    for (const auto& rule : labelClass.attributes) addAttribute(*row, rule);
    connect(row->swatch, &QToolButton::clicked, this, [this, row] {
        std::size_t now = 0;
        for (std::size_t i = 0; i < kColors; ++i)
            if (row->color == QColor(QString::fromStdString(std::string(label::regionColor(i))))) now = i + 1;
        row->color = QColor(QString::fromStdString(std::string(label::regionColor(now % kColors))));
        showColor(*row);
    });
    connect(attribute, &QPushButton::clicked, this, [this, row] { addAttribute(*row, {}); });
    connect(remove, &QToolButton::clicked, this, [this, widget = row->row] { removeRow(widget); });
    return *row;
}

void LabelSetEditor::showColor(LabelRow& row) {
    row.swatch->setIcon(swatchOf(row.color.isValid() ? row.color : color(Token::Reference)));
}

void LabelSetEditor::addAttribute(LabelRow& row, const label::AttributeRule& rule) {
    AttributeRow made{
        new QWidget, new QLineEdit(format::text(rule.name)), new QComboBox, new QLineEdit(joined(rule.values)), rule};
    auto* line = new QHBoxLayout(made.row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    made.name->setAccessibleName(tr("Name of the attribute"));
    made.name->setPlaceholderText(tr("Attribute"));
    made.input->setAccessibleName(tr("Kind of the attribute"));
    for (const QString& kind :
        {tr("Text"), tr("Number"), tr("Yes or no"), tr("One of, shown"), tr("One of, in a list")})
        made.input->addItem(kind);
    made.input->setCurrentIndex(static_cast<int>(rule.input));
    made.values->setAccessibleName(tr("Values of the attribute"));
    const auto showValues = [box = made.input, values = made.values] {
        const auto input = static_cast<label::AttributeInput>(box->currentIndex());
        const bool number = input == label::AttributeInput::Number;
        values->setVisible(number || input == label::AttributeInput::Radio || input == label::AttributeInput::Select);
        values->setPlaceholderText(number ? tr("lowest, highest, step") : tr("small, large"));
    };
    auto* remove = makeIconButton(QStringLiteral("x"), tr("Remove this attribute"), QStringLiteral("removeAttribute"));
    connect(remove, &QToolButton::clicked, this, [rows = &row, widget = made.row] {
        std::erase_if(rows->attributes, [&](const AttributeRow& each) { return each.row == widget; });
        widget->hide();
        widget->deleteLater();
    });
    line->addWidget(made.name, 2);
    line->addWidget(made.input, 1);
    line->addWidget(made.values, 2);
    line->addWidget(remove);
    row.attributeColumn->addWidget(made.row);
    showValues();
    connect(made.input, &QComboBox::currentIndexChanged, made.row, showValues);
    row.attributes.push_back(made);
}

void LabelSetEditor::removeRow(QWidget* widget) {
    std::erase_if(m_rows, [&](const auto& row) { return row->row == widget; });
    widget->hide();
    widget->deleteLater();
}

label::LabelSet LabelSetEditor::labels() const {
    label::LabelSet set = m_original;
    set.classes.clear();
    for (const auto& row : m_rows) {
        label::LabelClass each = row->original;
        each.name = row->name->text().trimmed().toStdString();
        each.color = row->color.name().toUpper().toStdString();
        each.hotkey = row->key->text().trimmed().toStdString();
        each.attributes.clear();
        for (const auto& attribute : row->attributes) {
            label::AttributeRule rule = attribute.original;
            rule.name = attribute.name->text().trimmed().toStdString();
            rule.input = static_cast<label::AttributeInput>(attribute.input->currentIndex());
            rule.values = listOf(attribute.values->text());
            if (!rule.name.empty()) each.attributes.push_back(std::move(rule));
        }
        if (!each.name.empty()) set.classes.push_back(std::move(each));
    }
    set.itemClasses = listOf(m_classes->text());
    set.severalItemClasses = m_several->isChecked();
    return set;
}

bool LabelSetEditor::validate() {
    const Status fine = label::check(labels());
    m_error->setVisible(!fine);
    if (!fine) m_error->setText(format::text(toLine(fine.error())));
    return fine.has_value();
}

} // namespace slipway::ui
