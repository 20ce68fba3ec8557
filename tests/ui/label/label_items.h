#pragma once

#include <QImage>
#include <QTest>

#include "tests/testkit/ui_fixture.h"

namespace slipway::testkit {

/// A folder of small drawn pictures "item-1.png" …, below the fixture's.
inline std::filesystem::path makePictures(UiFixture& f, int count) {
    const auto folder = f.folder().parent_path() / "pictures";
    std::filesystem::create_directories(folder);
    for (int i = 1; i <= count; ++i) {
        QImage picture(200, 160, QImage::Format_RGB32);
        picture.fill(QColor::fromHsv(i * 37 % 360, 80, 200));
        if (!picture.save(QString::fromStdString((folder / ("item-" + std::to_string(i) + ".png")).string())))
            qFatal("a picture cannot be written");
    }
    return folder;
}

inline label::LabelSet streetLabels() {
    label::LabelSet labels;
    label::addClass(labels, "car");
    label::addClass(labels, "person");
    labels.classes[0].attributes = {{"colour", label::AttributeInput::Select, {"red", "blue"}, {}, false},
        {"parked", label::AttributeInput::Checkbox, {}, {}, false}};
    return labels;
}

inline label::Project makeProject(UiFixture& f, const std::string& name, int pictures, bool reviewed = false) {
    label::LabelService::NewProject request;
    request.name = name;
    request.labels = streetLabels();
    request.root = makePictures(f, pictures);
    request.reviewed = reviewed;
    auto project = f.workspace->labels().create(f.owner(), request);
    if (!project) qFatal("%s", project.error().message.c_str());
    Progress progress;
    const auto added = f.workspace->labels().addFolder(f.owner(), *project, request.root, progress);
    if (!added) qFatal("%s", added.error().message.c_str());
    return *f.workspace->labels().find(name);
}

inline label::Edit drawBox(const label::Annotation& annotation, const std::string& label, label::Box box) {
    label::EditBuilder edit("Draw box", annotation);
    label::Region region;
    region.label = label;
    region.shape = box;
    edit.add(std::move(region));
    return std::move(edit).take();
}

/// What is stored of a task's answers.
inline std::vector<label::StoredAnnotation> storedAnswers(
    UiFixture& f, const std::string& project, std::int64_t number) {
    const auto found = f.workspace->labels().find(project);
    const auto task = f.workspace->labels().store().taskNumber(found->id, number);
    return task ? f.workspace->labels().store().annotations(task->id).value_or(std::vector<label::StoredAnnotation>())
                : std::vector<label::StoredAnnotation>();
}

} // namespace slipway::testkit
