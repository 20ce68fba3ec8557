#pragma once

#include <QSignalSpy>
#include <QTest>

#include "ui/label/text/text_view.h"
#include "ui/shell/theme.h"

namespace slipway::testkit {

inline label::Region region(
    const std::string& id, std::int64_t start, std::int64_t end, const std::string& name = "Person") {
    label::Region made;
    made.id = id;
    made.label = name;
    made.shape = label::Span{start, end};
    return made;
}

/// The view with what the page does: it applies each edit and tells.
class TextPage {
public:
    explicit TextPage(const std::string& text, std::vector<label::Region> regions = {}) {
        for (const char* name : {"Person", "Place", "Date"}) label::addClass(project.labels, name);
        project.labels.relations = {"lives in", "works for"};
        project.medium = label::Medium::Text;
        task.item.medium = label::Medium::Text;
        task.item.text = text;
        annotation.regions = std::move(regions);
        QObject::connect(
            &view, &ui::AnnotationView::editRequested, &view, [this](const label::Edit& edit) { apply(edit); });
        view.resize(900, 600);
        view.QWidget::show();
        open();
    }
    void open(const std::filesystem::path& file = {}) {
        QSignalSpy shown(&view, &ui::AnnotationView::shown);
        view.show(project, task, file, annotation);
        view.setActiveLabel({});
        QTRY_COMPARE(shown.size(), 1);
        canvas().setFocus();
    }
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        edits.push_back(edit);
        view.annotationChanged(edit);
    }
    ui::TextCanvas& canvas() { return *view.canvas(); }
    /// Just inside the left edge of a character.
    QPoint at(int position) { return canvas().caretRect(position).center().toPoint() + QPoint(2, 0); }
    QPoint border(int position) { return canvas().caretRect(position).center().toPoint(); }
    void press(QPoint at, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(canvas().viewport(), Qt::LeftButton, modifiers, at);
    }
    void click(int position, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, modifiers, at(position));
    }
    void drag(QPoint from, QPoint to) {
        press(from);
        for (const QPoint step : {(from + to) / 2, to}) {
            QMouseEvent event(QEvent::MouseMove, step, canvas().viewport()->mapToGlobal(step), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(canvas().viewport(), &event);
        }
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, to);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = {}, int times = 1) {
        while (times-- > 0) QTest::keyClick(&canvas(), Qt::Key(key), modifiers);
    }
    label::Span last() const { return std::get<label::Span>(annotation.regions.back().shape); }
    std::string words(const label::Region& region) const {
        const auto& span = std::get<label::Span>(region.shape);
        return std::string(label::TextOffsets(task.item.text).between(span.start, span.end));
    }
    std::string lastWords() const { return words(annotation.regions.back()); }

    label::Project project;
    label::Task task;
    label::Annotation annotation;
    std::vector<label::Edit> edits;
    ui::Theme theme;
    ui::TextView view;
};

inline const std::string kSentence = "Ada Lovelace lived in London, where she wrote notes.";

} // namespace slipway::testkit
