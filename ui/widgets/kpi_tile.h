#pragma once

#include "ui/widgets/card.h"
#include <vector>

#include "ui/widgets/pill.h"

namespace slipway::ui {

class ElidedLabel;
class Sparkline;
class TextLabel;

/// A figure with its name and one line of explanation: caption 12, value 24/600, detail 12; optional pill and
/// sparkline.
class KpiTile : public Card {
    Q_OBJECT
public:
    explicit KpiTile(const QString& caption, QWidget* parent = nullptr);
    void setValue(const QString& value);
    void setDetail(const QString& detail);
    void setPill(const PillLook& look); ///< empty word: none
    void setSpark(std::vector<double> values, bool bars = false);

private:
    QString m_captionText;
    TextLabel* m_value;
    ElidedLabel* m_detail;
    Pill* m_pill;
    Sparkline* m_spark;
};

} // namespace slipway::ui
