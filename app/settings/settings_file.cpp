#include "app/settings/settings_file.h"

#include "app/platform/private_file.h"

#include <QDir>
#include <QFileInfo>

#include <new>

namespace app {

namespace {

constexpr int kMaxStateBytes = 64 * 1024;

// QSettings replaces the file but keeps its permissions.
QString privateFile(const QString& path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    makePrivate(path);
    return path;
}

} // namespace

SettingsFile::SettingsFile(const QString& path)
    : m_file(privateFile(path), QSettings::IniFormat)
{
}

// QSettings decodes "@Variant(…)" with the lengths it finds there; one that no memory can hold is
// no value.
QVariant SettingsFile::stored(const char* name) const
{
    try {
        return m_file.value(QLatin1String(name));
    } catch (const std::bad_alloc&) {
        return {};
    }
}

int SettingsFile::readInt(const char* name, int low, int high, int fallback) const
{
    bool ok = false;
    const qlonglong value = stored(name).toLongLong(&ok);
    return ok ? static_cast<int>(std::clamp<qlonglong>(value, low, high)) : fallback;
}

float SettingsFile::readFloat(const char* name, float low, float high, float fallback) const
{
    bool ok = false;
    const float value = stored(name).toFloat(&ok);
    return ok ? clampFinite(value, low, high, fallback) : fallback;
}

QString SettingsFile::readString(const char* name, int maxLength) const
{
    return stored(name).toString().left(maxLength);
}

QByteArray SettingsFile::readBytes(const char* name) const
{
    const QByteArray text = stored(name).toByteArray();
    return text.size() > kMaxStateBytes ? QByteArray() : QByteArray::fromBase64(text);
}

bool SettingsFile::write(const char* name, const QVariant& value)
{
    const QLatin1String key(name);
    // Read back from the file, every value is text: compare what would be stored.
    if (m_file.contains(key) && stored(name).toString() == value.toString())
        return false;
    m_file.setValue(key, value);
    return true;
}

void SettingsFile::replace(const char* name, const QVariant& value)
{
    m_file.setValue(QLatin1String(name), value);
}
} // namespace app
