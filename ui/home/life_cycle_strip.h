#pragma once

#include <QAbstractButton>
#include <vector>

#include "ui/widgets/card.h"
#include "ui/widgets/pill.h"

class QHBoxLayout;

namespace slipway::ui {

/// One stage of the life cycle: icon, name, count, detail, health word. A click leads there.
class LifeCycleTile : public QAbstractButton {
    Q_OBJECT
public:
    LifeCycleTile(const QString& icon, const QString& title, bool last, QWidget* parent = nullptr);
    void setFacts(const QString& value, const QString& detail, const PillLook& health);
    QSize sizeHint() const override { return {150, 124}; }
    QSize minimumSizeHint() const override { return {110, 124}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon, m_value, m_detail;
    PillLook m_health;
    bool m_last;
};

struct HomeFacts;

/// Data, Label, Train, Register, Deploy, Monitor in a row.
class LifeCycleStrip : public Card {
    Q_OBJECT
public:
    explicit LifeCycleStrip(QWidget* parent = nullptr);
    void show(const HomeFacts& facts);

signals:
    void chosen(const QString& panel);

private:
    LifeCycleTile* add(const QString& panel, const QString& icon, const QString& title, bool last = false);
    QHBoxLayout* m_row;
    LifeCycleTile *m_data, *m_label, *m_train, *m_register, *m_deploy, *m_monitor;
};

} // namespace slipway::ui
