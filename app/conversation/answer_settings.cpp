#include "app/conversation/answer_settings.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace app {

namespace {

constexpr QLatin1String kMaxTokens("maxTokens");
constexpr QLatin1String kPaused("paused");

// The number a person set: 0.7, not 0.699999988079071.
double shortNumber(float value)
{
    return QString::number(static_cast<double>(value), 'g', 7).toDouble();
}

QString textOf(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject objectOf(const QString& settings)
{
    return QJsonDocument::fromJson(settings.toUtf8()).object();
}

QString with(const QString& settings, QLatin1String key, const QJsonValue& value)
{
    QJsonObject object = objectOf(settings);
    object.insert(key, value);
    return textOf(object);
}

} // namespace

QString answerSettings(const core::SamplingParams& params, int maxTokens)
{
    return textOf({{QStringLiteral("temperature"), shortNumber(params.temperature)},
                   {QStringLiteral("topK"), params.topK},
                   {QStringLiteral("topP"), shortNumber(params.topP)},
                   {QStringLiteral("minP"), shortNumber(params.minP)},
                   {QStringLiteral("repeatPenalty"), shortNumber(params.repeatPenalty)},
                   {QStringLiteral("repeatWindow"), params.repeatWindow},
                   {kMaxTokens, maxTokens}});
}

QString withReceipt(const QString& settings, const core::Receipt& receipt)
{
    const std::string json = core::receiptJson(receipt, core::ReceiptForm::Summary);
    return with(settings,
                QLatin1String("receipt"),
                QJsonDocument::fromJson(QByteArray::fromStdString(json)).object());
}

QString withPause(const QString& settings)
{
    return with(settings, kPaused, true);
}

int pausedAt(const QString& settings)
{
    const QJsonObject object = objectOf(settings);
    return object.value(kPaused).toBool() ? std::max(0, object.value(kMaxTokens).toInt()) : 0;
}

} // namespace app
