#include "ui/theme/svg_icon.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

// Must stand outside every namespace: it names a function that the resource compiler makes.
static void initResources()
{
    Q_INIT_RESOURCE(fireside);
}

namespace ui {

namespace {

// Renders on demand, so that one icon is sharp on every screen.
class SvgIconEngine : public QIconEngine
{
public:
    SvgIconEngine(QByteArray source, const QColor& normal, const QColor& disabled)
        : m_source(std::move(source))
        , m_normal(normal)
        , m_disabled(disabled)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray source = m_source;
        const QColor& color = mode == QIcon::Disabled ? m_disabled : m_normal;
        source.replace("currentColor", color.name().toLatin1());
        QSvgRenderer(source).render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new SvgIconEngine(*this); }

private:
    QByteArray m_source;
    QColor m_normal;
    QColor m_disabled;
};

QByteArray iconSource(const QString& name)
{
    initResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QIcon svgIcon(const QString& name, const QColor& normal, const QColor& disabled)
{
    QByteArray source = iconSource(name);
    if (source.isEmpty())
        return {};
    return QIcon(new SvgIconEngine(std::move(source), normal, disabled));
}

QIcon applicationIcon()
{
    return svgIcon(QStringLiteral("fireside"), Qt::black, Qt::black);
}

} // namespace ui
