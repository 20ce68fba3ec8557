#pragma once

#include <QAbstractButton>
#include <QFrame>
#include <map>

class QVBoxLayout;

namespace slipway::ui {

class PanelRegistry;
class TextLabel;

/// One line of the rail: icon, title, badge; only the icon when the rail is collapsed.
class RailItem : public QAbstractButton {
    Q_OBJECT
public:
    RailItem(const QString& icon, const QString& title, const QString& shortcut, QWidget* parent = nullptr);
    void setCollapsed(bool collapsed);
    void setBadge(int count);
    QSize sizeHint() const override { return {m_collapsed ? 40 : 184, 34}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void updateNames();
    QString m_icon, m_shortcut;
    int m_badge = 0;
    bool m_collapsed = false, m_hover = false;
};

/// Left rail, 208 wide or 56 collapsed: brand, Home, the sections, Settings.
class NavigationRail : public QFrame {
    Q_OBJECT
public:
    explicit NavigationRail(const PanelRegistry& panels, QWidget* parent = nullptr);
    void setCurrent(const QString& panel);
    void setCollapsed(bool collapsed);
    bool isCollapsed() const { return m_collapsed; }
    void setBadge(const QString& panel, int count);
    QAbstractButton* brand() const { return m_brand; }

signals:
    void chosen(const QString& panel);
    void brandClicked();

private:
    void addItem(QVBoxLayout& column, const struct PanelInfo& panel);
    std::map<QString, RailItem*> m_items;
    std::vector<QWidget*> m_headings;
    QAbstractButton* m_brand = nullptr;
    bool m_collapsed = false;
};

} // namespace slipway::ui
