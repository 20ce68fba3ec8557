#pragma once

#include <QElapsedTimer>

#include "ui/label/annotation_view.h"
#include "ui/label/text/text_canvas.h"
#include "ui/label/text/text_loader.h"

namespace slipway::ui {

class FindBar;

/// The text view of the labeling page: reads documents of up to 10 MB and shows them on a TextCanvas.
/// setActiveLabel() labels the text that is selected; call it for each label key that is pressed, also for the label
/// that is active already.
class TextView : public AnnotationView {
    Q_OBJECT
public:
    explicit TextView(QWidget* parent = nullptr);

    using QWidget::show;
    void show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
        const label::Annotation& annotation) override;
    void clear() override;
    void prefetch(const std::vector<std::filesystem::path>& files) override { m_loader->prefetch(files); }
    void annotationChanged(const label::Edit& edit) override { m_canvas->annotationChanged(edit); }
    void setSuggestions(const std::vector<label::Prediction>& predictions) override {
        m_canvas->setSuggestions(predictions);
    }

    std::vector<LabelTool> tools() const override { return {LabelTool::Span}; }
    void setTool(LabelTool) override {}
    LabelTool tool() const override { return LabelTool::Span; }
    void setActiveLabel(const QString& name) override { m_canvas->setActiveLabel(name); }

    QStringList selection() const override { return m_canvas->selection(); }
    void select(const QStringList& ids) override { m_canvas->select(ids); }
    void scrollTo(const QString& id) override { m_canvas->scrollTo(id); }
    bool trigger(const QString& action) override;

    TextCanvas* canvas() const { return m_canvas; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showDocument(const std::shared_ptr<const TextDocument>& document);
    void showError(const Error& error);
    void setMessage(QWidget* message);
    void showWaiting();

    TextCanvas* m_canvas;
    FindBar* m_find;
    TextLoader* m_loader;
    QWidget* m_message = nullptr;
    QTimer* m_waiting;
    QElapsedTimer m_since;
};

} // namespace slipway::ui
