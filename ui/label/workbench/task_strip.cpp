#include "ui/label/workbench/task_strip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimer>
#include <QToolTip>
#include <algorithm>
#include <fstream>

#include "core/workspace/workspace.h"
#include "ui/label/task_words.h"
#include "ui/label/workbench/thumbnails.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kHeight = 112, kPicture = 132, kText = 200, kSide = 8;
constexpr int kUntilRead = 50;       ///< milliseconds: while it is scrolled fast, nothing is read
constexpr std::int64_t kBeside = 12; ///< read ahead on both sides
constexpr std::size_t kMostCells = 2000;
constexpr int kMostText = 200;

QString beginningOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes(4 * kMostText, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

} // namespace

TaskStrip::TaskStrip(AppContext& app, QWidget* parent)
    : QAbstractScrollArea(parent), m_app(app), m_thumbnails(new Thumbnails(this)), m_loading(new QTimer(this)) {
    setObjectName(QStringLiteral("taskStrip"));
    setAccessibleName(tr("Neighbouring tasks"));
    setProperty("takesEnter", true);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setFixedHeight(kHeight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    m_loading->setSingleShot(true);
    m_loading->setInterval(kUntilRead);
    connect(m_loading, &QTimer::timeout, this, &TaskStrip::load);
    connect(m_thumbnails, &Thumbnails::arrived, viewport(), qOverload<>(&QWidget::update));
    connect(&Theme::current(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void TaskStrip::setProject(const label::Project& project) {
    const bool same = project.id == m_project.id && project.uid == m_project.uid;
    const bool grew = project.tasks != m_project.tasks;
    m_project = project;
    if (!same) {
        m_cells.clear();
        m_current = m_marked = m_hovered = 0;
    }
    if (!same || grew) layOut();
    refresh();
}

void TaskStrip::clear() {
    m_project = {};
    m_cells.clear();
    m_current = m_marked = m_hovered = 0;
    m_thumbnails->want({});
    layOut();
}

void TaskStrip::setCurrent(std::int64_t number) {
    if (number == m_current) return;
    m_current = number;
    m_marked = number;
    setAccessibleDescription(describe(number));
    centre(number);
    viewport()->update();
}

void TaskStrip::refresh() {
    for (auto& [number, cell] : m_cells) cell.stale = true;
    m_loading->start();
}

int TaskStrip::cellWidth() const {
    return m_project.medium == label::Medium::Text ? kText : kPicture;
}

void TaskStrip::layOut() {
    const auto whole = std::min<std::int64_t>(m_project.tasks * cellWidth() + 2 * kSide, std::int64_t{1} << 30);
    horizontalScrollBar()->setRange(0, std::max(0, static_cast<int>(whole) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(cellWidth());
    viewport()->update();
}

int TaskStrip::xOf(std::int64_t number) const {
    return static_cast<int>((number - 1) * cellWidth() + kSide - horizontalScrollBar()->value());
}

std::int64_t TaskStrip::numberAt(int x) const {
    const std::int64_t place = std::int64_t{x} - kSide + horizontalScrollBar()->value();
    const std::int64_t number = place / cellWidth() + 1;
    return place >= 0 && number <= m_project.tasks ? number : 0;
}

QRect TaskStrip::rectOf(std::int64_t number) const {
    if (number < 1 || number > m_project.tasks) return {};
    const QRect rect(xOf(number), 0, cellWidth(), viewport()->height());
    return rect.intersects(viewport()->rect()) ? rect : QRect();
}

std::pair<std::int64_t, std::int64_t> TaskStrip::inView() const {
    const std::int64_t first = std::max<std::int64_t>(1, (horizontalScrollBar()->value() - kSide) / cellWidth() + 1);
    return {first, std::min<std::int64_t>(m_project.tasks, first + viewport()->width() / cellWidth() + 1)};
}

void TaskStrip::centre(std::int64_t number) {
    const std::int64_t left = (number - 1) * cellWidth() + kSide - (viewport()->width() - cellWidth()) / 2;
    horizontalScrollBar()->setValue(
        static_cast<int>(std::clamp<std::int64_t>(left, 0, horizontalScrollBar()->maximum())));
    m_loading->start();
}

QString TaskStrip::stateOf(std::int64_t number) const {
    const auto found = m_cells.find(number);
    return found == m_cells.end() || !found->second.exists ? QString() : lookOf(found->second.state).word;
}

Result<TaskStrip::Cells> TaskStrip::read(
    workspace::Workspace& workspace, const label::Project& project, const std::vector<std::int64_t>& numbers) {
    Cells cells;
    for (const std::int64_t number : numbers) {
        const auto task = workspace.labels().store().taskNumber(project.id, number);
        if (!task && task.error().code != ErrorCode::NotFound) return std::unexpected(task.error());
        Cell cell;
        if (task) {
            cell.exists = true;
            cell.state = task->state;
            cell.name = nameOf(task->item);
            const auto file = label::fileOf(project, task->item);
            if (project.medium == label::Medium::Text)
                cell.text = (file.empty() ? format::text(task->item.text.substr(0, 4 * kMostText)) : beginningOf(file))
                                .simplified()
                                .left(kMostText);
            else if (project.medium == label::Medium::Image)
                cell.file = QString::fromStdString(file.string());
        }
        cells.emplace_back(number, std::move(cell));
    }
    return cells;
}

/// What is in view and on both sides of it; one reading at a time, the last wish wins.
void TaskStrip::load() {
    if (!isVisible() || m_project.tasks == 0) return;
    if (m_reading) {
        m_again = true;
        return;
    }
    const auto [first, last] = inView();
    std::vector<std::int64_t> numbers;
    for (auto n = std::max<std::int64_t>(1, first - kBeside); n <= std::min(m_project.tasks, last + kBeside); ++n)
        if (const auto known = m_cells.find(n); known == m_cells.end() || known->second.stale) numbers.push_back(n);
    wantThumbnails();
    if (numbers.empty()) return;
    m_reading = true;
    m_app.jobs.start<Cells>(
        this, {.title = tr("Read neighbouring tasks"), .key = {}, .quiet = true, .result = {}},
        [project = m_project, numbers](
            workspace::Workspace& workspace, Progress&) { return read(workspace, project, numbers); },
        [this, project = m_project.id](Result<Cells> cells) {
            m_reading = false;
            if (cells && project == m_project.id) {
                if (m_cells.size() > kMostCells) m_cells.clear();
                for (auto& [number, cell] : *cells) m_cells[number] = std::move(cell);
                setAccessibleDescription(describe(m_marked));
                viewport()->update();
                wantThumbnails();
            }
            if (std::exchange(m_again, false)) load();
        });
}

/// From the middle outwards: the neighbours of the open task come first.
void TaskStrip::wantThumbnails() {
    if (m_project.medium != label::Medium::Image) return;
    const auto [first, last] = inView();
    std::vector<std::int64_t> numbers;
    for (auto n = std::max<std::int64_t>(1, first - 2); n <= std::min(m_project.tasks, last + 2); ++n)
        numbers.push_back(n);
    std::ranges::stable_sort(numbers, {}, [this](std::int64_t n) { return std::abs(n - m_current); });
    QStringList files;
    for (const auto n : numbers)
        if (const auto found = m_cells.find(n); found != m_cells.end() && !found->second.file.isEmpty())
            files << found->second.file;
    m_thumbnails->want(files);
}

void TaskStrip::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    layOut();
    if (m_current > 0) centre(m_current);
}

void TaskStrip::showEvent(QShowEvent* event) {
    QAbstractScrollArea::showEvent(event);
    layOut();
    if (m_current > 0) centre(m_current);
    m_loading->start();
}

void TaskStrip::scrollContentsBy(int, int) {
    m_loading->start();
    viewport()->update();
}

void TaskStrip::wheelEvent(QWheelEvent* event) {
    const QPoint pixels = event->pixelDelta(), angle = event->angleDelta();
    const auto larger = [](const QPoint& p) { return std::abs(p.x()) > std::abs(p.y()) ? p.x() : p.y(); };
    const int by = pixels.isNull() ? larger(angle) * cellWidth() / 120 : larger(pixels);
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by);
    event->accept();
}

void TaskStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (const auto number = numberAt(static_cast<int>(event->position().x())); number > 0) chosen(number);
}

void TaskStrip::mouseMoveEvent(QMouseEvent* event) {
    const auto number = numberAt(static_cast<int>(event->position().x()));
    if (number == m_hovered) return;
    m_hovered = number;
    viewport()->setCursor(number > 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    viewport()->update();
}

void TaskStrip::setMarked(std::int64_t number) {
    m_marked = std::clamp<std::int64_t>(number, 1, std::max<std::int64_t>(1, m_project.tasks));
    const int left = xOf(m_marked), right = left + cellWidth();
    if (left < 0 || right > viewport()->width()) centre(m_marked);
    setAccessibleDescription(describe(m_marked));
    viewport()->update();
}

void TaskStrip::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier)) return event->ignore();
    switch (event->key()) {
    case Qt::Key_Left:
        return setMarked(m_marked - 1);
    case Qt::Key_Right:
        return setMarked(m_marked + 1);
    case Qt::Key_Home:
        return setMarked(1);
    case Qt::Key_End:
        return setMarked(m_project.tasks);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_marked > 0) chosen(m_marked);
        return;
    default:
        event->ignore();
    }
}

void TaskStrip::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TaskStrip::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    m_marked = m_current;
    viewport()->update();
}

QString TaskStrip::describe(std::int64_t number) const {
    if (number <= 0) return {};
    QStringList words{tr("Task %1").arg(format::count(number))};
    if (const auto found = m_cells.find(number); found != m_cells.end() && found->second.exists)
        words << found->second.name << lookOf(found->second.state).word;
    if (number == m_current) words << tr("open");
    return words.join(QStringLiteral(", "));
}

bool TaskStrip::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), describe(numberAt(help->pos().x())), viewport());
        return true;
    }
    if (event->type() == QEvent::Leave && std::exchange(m_hovered, 0) > 0) viewport()->update();
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace slipway::ui
