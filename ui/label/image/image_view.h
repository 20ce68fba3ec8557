#pragma once

#include <QElapsedTimer>

#include "ui/label/annotation_view.h"
#include "ui/label/image/image_canvas.h"
#include "ui/label/image/picture_loader.h"

class QTimer;

namespace slipway::ui {

class EmptyState;

/// The image view of the labeling page: loads pictures, keeps the next ones decoded, and shows them on an ImageCanvas.
/// An accepted suggestion is asked for with editRequested(), then told with suggestionAccepted().
class ImageView : public AnnotationView {
    Q_OBJECT
public:
    explicit ImageView(QWidget* parent = nullptr);

    using QWidget::show;
    void show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
        const label::Annotation& annotation) override;
    void clear() override;
    void prefetch(const std::vector<std::filesystem::path>& files) override;
    void annotationChanged(const label::Edit& edit) override;
    void setSuggestions(const std::vector<label::Prediction>& predictions) override;

    std::vector<LabelTool> tools() const override;
    void setTool(LabelTool tool) override;
    LabelTool tool() const override { return m_canvas->tool(); }
    void setActiveLabel(const QString& name) override;

    QStringList selection() const override { return m_canvas->selection(); }
    void select(const QStringList& ids) override { m_canvas->select(ids); }
    void scrollTo(const QString& id) override { m_canvas->scrollTo(id); }
    bool trigger(const QString& action) override { return m_canvas->trigger(action); }

    bool hasPicture() const override { return true; }
    void setPictureLook(const PictureLook& look) override;

    /// -1 … 1, 0 as the file has it; kept from item to item.
    void setBrightness(double brightness);
    void setContrast(double contrast);
    double brightness() const { return m_canvas->tone().brightness; }
    double contrast() const { return m_canvas->tone().contrast; }
    void setSnapping(bool on);
    void setClipToImage(bool on);
    void setCrosshair(bool on);
    const CanvasOptions& options() const { return m_canvas->options(); }

    ImageCanvas* canvas() const { return m_canvas; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    template <class F> void changeOptions(F change);
    void showPicture(const std::shared_ptr<const Picture>& picture);
    void showError(const Error& error);
    void hideMessage();
    void showWaiting();

    ImageCanvas* m_canvas;
    PictureLoader* m_loader;
    QWidget* m_message = nullptr;
    QTimer* m_waiting;
    QElapsedTimer m_since;
    bool m_fresh = false; ///< nothing of the item is shown yet
};

} // namespace slipway::ui
