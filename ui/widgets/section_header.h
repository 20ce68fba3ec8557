#pragma once

#include <QWidget>

class QHBoxLayout;

namespace slipway::ui {

class ElidedLabel;

/// Heading of a part of a page: 14/600 title, muted caption, widgets right. 32 high.
class SectionHeader : public QWidget {
    Q_OBJECT
public:
    explicit SectionHeader(const QString& title, const QString& caption = {}, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setCaption(const QString& caption);
    void addWidget(QWidget* widget);

private:
    ElidedLabel* m_title;
    ElidedLabel* m_caption;
    QHBoxLayout* m_layout;
};

} // namespace slipway::ui
