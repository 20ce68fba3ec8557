#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "ui/label/text/text_canvas.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr int kLetters = 72; ///< of the widest column
constexpr double kLeftMargin = 24, kRightMargin = 72;
constexpr int kTopMargin = 20, kBottomMargin = 32;
constexpr double kLeastZoom = 0.6, kMostZoom = 3;

QFont scaled(QFont font, double factor) {
    if (font.pixelSize() > 0)
        font.setPixelSize(std::max(11, static_cast<int>(std::lround(font.pixelSize() * factor))));
    else
        font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

} // namespace

FlowStyle TextCanvas::styleFor(double zoom) const {
    FlowStyle style;
    style.text = scaled(fontFor(FontRole::PaletteInput), zoom);
    style.chip = scaled(fontFor(FontRole::Overline), zoom);
    const double room = viewport()->width() - kLeftMargin - kRightMargin;
    style.width = std::floor(std::max(120.0, std::min(room, kLetters * TextFlow::averageWidth(style.text))));
    return style;
}

double TextCanvas::columnLeft() const {
    const double middle = std::floor((viewport()->width() - m_flow.style().width) / 2);
    return std::max(kLeftMargin, std::min(middle, viewport()->width() - m_flow.style().width - kRightMargin));
}

void TextCanvas::restyle() {
    if (!m_document || m_placed.empty()) {
        m_flow.setStyle(styleFor(m_zoom));
        layOutVisible();
        return;
    }
    const int position = positionAt({columnLeft(), 0});
    const double y = caretRect(position).top();
    m_flow.setStyle(styleFor(m_zoom));
    place(position, y);
}

void TextCanvas::place(int position, double y) {
    m_anchorBlock = m_document->blockAt(position);
    const FlowBlock& block = m_flow.block(m_anchorBlock);
    m_anchorOffset = static_cast<int>(std::lround(m_flow.lineAt(block, position).top - y));
    normaliseAnchor();
    layOutVisible();
}

void TextCanvas::setZoom(double zoom, std::optional<QPointF> about) {
    zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
    if (zoom == m_zoom) return;
    m_zoom = zoom;
    m_chipTexts.clear();
    m_caretX.reset();
    if (m_document && !m_placed.empty()) {
        const int position = positionAt(about.value_or(QPointF(columnLeft(), 0)));
        const double y = caretRect(position).top();
        m_flow.setStyle(styleFor(m_zoom));
        place(position, y);
    } else {
        restyle();
    }
    showStatus();
}

void TextCanvas::resizeEvent(QResizeEvent*) {
    restyle();
}

void TextCanvas::moveBy(int pixels) {
    m_anchorOffset += pixels;
    normaliseAnchor();
    layOutVisible();
}

void TextCanvas::normaliseAnchor() {
    if (!m_document) return;
    while (m_anchorOffset < 0 && m_anchorBlock > 0) m_anchorOffset += m_flow.block(--m_anchorBlock).height;
    if (m_anchorBlock == 0) m_anchorOffset = std::max(m_anchorOffset, -kTopMargin);
    while (m_anchorBlock + 1 < m_document->blockCount() && m_anchorOffset >= m_flow.block(m_anchorBlock).height)
        m_anchorOffset -= m_flow.block(m_anchorBlock++).height;
}

void TextCanvas::layOutVisible() {
    m_placed.clear();
    viewport()->update();
    if (!m_document) {
        updateScrollBar();
        return;
    }
    const int height = viewport()->height(), count = m_document->blockCount();
    for (int round = 0; round < 4; ++round) {
        m_placed.clear();
        int y = -m_anchorOffset, block = m_anchorBlock;
        for (; block < count && y < height; y += m_flow.block(block++).height) m_placed.push_back({block, y});
        // The end may be nearer than estimated: no empty space below it as long as there is text above.
        const int space = height - kBottomMargin - y;
        const bool atStart = m_anchorBlock == 0 && m_anchorOffset <= -kTopMargin;
        if (block < count || space <= 0 || atStart) break;
        m_anchorOffset -= space;
        normaliseAnchor();
    }
    m_flow.forgetFar(m_placed.front().block, m_placed.back().block);
    updateScrollBar();
}

void TextCanvas::updateScrollBar() {
    QScrollBar* bar = verticalScrollBar();
    // A handle that is held stays under the pointer.
    if (bar->isSliderDown()) return;
    m_updating = true;
    const int height = viewport()->height(), total = m_flow.heights().total() + kTopMargin + kBottomMargin;
    bar->setPageStep(std::max(1, height - static_cast<int>(m_flow.lineStep())));
    bar->setSingleStep(static_cast<int>(m_flow.lineStep() * 0.75));
    bar->setRange(0, m_document ? std::max(0, total - height) : 0);
    bar->setValue(m_document ? m_flow.heights().top(m_anchorBlock) + m_anchorOffset + kTopMargin : 0);
    m_scrollValue = bar->value();
    m_updating = false;
}

void TextCanvas::scrollContentsBy(int, int) {
    if (m_updating || !m_document) return;
    const QScrollBar* bar = verticalScrollBar();
    const int value = bar->value(), delta = value - m_scrollValue;
    m_scrollValue = value;
    if (bar->isSliderDown() || std::abs(delta) > 2 * viewport()->height()) {
        const int y = value - kTopMargin;
        m_anchorBlock = m_flow.heights().blockAt(std::max(0, y));
        m_anchorOffset = y - m_flow.heights().top(m_anchorBlock);
        if (value == bar->maximum()) m_anchorOffset = m_flow.block(m_anchorBlock).height;
    } else {
        m_anchorOffset += delta;
    }
    normaliseAnchor();
    layOutVisible();
}

void TextCanvas::ensureVisible(int position, bool generous) {
    if (!m_document) return;
    const int height = viewport()->height();
    const Placed* placed = placedBlock(m_document->blockAt(position));
    const QRectF rect = placed ? caretRect(position) : QRectF();
    const double step = m_flow.lineStep(), above = generous ? step : 4, below = generous ? 2 * step : step;
    if (placed && rect.top() >= above && rect.bottom() + below <= height) return;
    if (generous || !placed)
        place(position, placed && !generous ? rect.top() : height / 3.0);
    else
        moveBy(static_cast<int>(rect.top() < above ? rect.top() - above : rect.bottom() + below - height));
}

const TextCanvas::Placed* TextCanvas::placedAt(double y) const {
    if (m_placed.empty()) return nullptr;
    const auto behind =
        std::ranges::upper_bound(m_placed, y, {}, [](const Placed& placed) { return double(placed.y); });
    return behind == m_placed.begin() ? &m_placed.front() : &*(behind - 1);
}

const TextCanvas::Placed* TextCanvas::placedBlock(int block) const {
    const auto found = std::ranges::lower_bound(m_placed, block, {}, &Placed::block);
    return found != m_placed.end() && found->block == block ? &*found : nullptr;
}

int TextCanvas::positionAt(QPointF at) const {
    const Placed* placed = placedAt(at.y());
    if (!placed) return 0;
    return m_document->graphemeStart(m_flow.positionAt(m_flow.block(placed->block), at - blockPoint(*placed)));
}

QRectF TextCanvas::caretRect(int position) const {
    const Placed* placed = m_document ? placedBlock(m_document->blockAt(position)) : nullptr;
    return placed ? m_flow.caret(m_flow.block(placed->block), position).translated(blockPoint(*placed)) : QRectF();
}

QRectF TextCanvas::rectOf(int start, int end) const {
    QRectF all;
    for (const Placed& placed : m_placed) {
        const FlowBlock& block = m_flow.block(placed.block);
        if (block.end <= start || block.start >= end) continue;
        for (const FlowLine& line : block.lines)
            for (const QRectF& rect : m_flow.rects(block, line, start, end))
                all = all.united(rect.translated(blockPoint(placed)));
    }
    return all & QRectF(viewport()->rect());
}

double TextCanvas::heightOf(int position) const {
    const int block = m_document->blockAt(position);
    if (placedBlock(block)) return caretRect(position).center().y();
    return m_flow.heights().top(block) - m_flow.heights().top(m_anchorBlock) - m_anchorOffset + m_flow.lineStep() / 2;
}

} // namespace slipway::ui
