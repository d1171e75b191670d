// The file of the settings: text that anyone may have changed, read within limits and written only
// where it differs. Readable by its owner alone. GUI thread only.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QVariant>

#include <algorithm>
#include <cmath>

namespace app {

inline float clampFinite(float value, float low, float high, float fallback)
{
    return std::isfinite(value) ? std::clamp(value, low, high) : fallback;
}

class SettingsFile
{
public:
    explicit SettingsFile(const QString& path); // made where there is none

    int readInt(const char* name, int low, int high, int fallback) const;
    float readFloat(const char* name, float low, float high, float fallback) const;
    QString readString(const char* name, int maxLength) const;
    QByteArray readBytes(const char* name) const; // of base64; empty where there are too many
    QVariant stored(const char* name) const;      // as it is there; invalid where there is none

    bool write(const char* name, const QVariant& value); // true where the stored value differed
    void replace(const char* name, const QVariant& value);

private:
    QSettings m_file;
};

} // namespace app
