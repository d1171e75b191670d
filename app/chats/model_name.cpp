#include "app/chats/model_name.h"

#include <QRegularExpression>

namespace app {

namespace {

const QRegularExpression& quantisation()
{
    static const QRegularExpression pattern(
        QStringLiteral("[-._ ]((?:UD-)?(?:I?Q[1-8](?:_[0-9A-Z]+)*|B?F16|FP16|F32))$"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

QString withoutSuffix(const QString& name)
{
    return name.endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive) ? name.chopped(5) : name;
}

} // namespace

QString modelQuantisation(const QString& name)
{
    return quantisation().match(withoutSuffix(name)).captured(1).toUpper();
}

QString modelTitle(const QString& name)
{
    QString title = withoutSuffix(name);
    title.remove(quantisation());
    title.replace(u'-', u' ').replace(u'_', u' ');
    title = title.simplified();
    return title.isEmpty() ? name : title;
}

} // namespace app
