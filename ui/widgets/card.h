#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace slipway::ui {

class ElidedLabel;

/// A surface with a hairline: header row of 32 (title, caption, widgets right) and a body. Sizes to content.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr); ///< no title: no header row
    void setTitle(const QString& title);
    void setCaption(const QString& caption); ///< beside the title, muted
    void addHeaderWidget(QWidget* widget);   ///< at the right
    /// 12 px gaps; padding 16 by 14 is set.
    QVBoxLayout& body() const { return *m_body; }
    void setFlush(); ///< body without padding, for a table

private:
    QWidget* m_headerRow;
    QLabel* m_title;
    ElidedLabel* m_caption;
    QHBoxLayout* m_headerLayout;
    QVBoxLayout* m_body;
};

} // namespace slipway::ui
