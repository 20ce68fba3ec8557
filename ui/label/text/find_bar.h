#pragma once

#include <QWidget>

class QLineEdit;

namespace slipway::ui {

class SearchBox;
class TextCanvas;
class TextLabel;

/// Search in the document, above it. Enter and F3 go on, Shift with them goes back, Esc closes.
class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(TextCanvas* canvas, QWidget* parent = nullptr);
    void open();
    void close(); ///< the marks go too

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void search(const QString& text);
    void step(int direction);
    void showCount();

    TextCanvas* m_canvas;
    SearchBox* m_text;
    TextLabel* m_count;
};

} // namespace slipway::ui
