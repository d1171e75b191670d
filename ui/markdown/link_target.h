// Which addresses a click may open. Pure.
#pragma once

#include <QString>
#include <QUrl>

#include <optional>

namespace ui::markdown {

// The address as a URL where it is an absolute http, https or mailto address without control
// characters or blanks; else nothing.
std::optional<QUrl> linkTarget(const QString& address);

// The whole target as a person should read it before opening: host names in their ASCII form, so
// that look-alike letters show.
QString linkForReading(const QUrl& target);

} // namespace ui::markdown
