#include "ui/theme/palette.h"

#include <algorithm>
#include <cmath>

namespace ui {

Palette Palette::light()
{
    Palette p;
    p.window = QColor(0xfc, 0xfb, 0xf9);
    p.sidebar = QColor(0xf4, 0xf1, 0xec);
    p.card = QColor(0xff, 0xff, 0xff);
    p.bubble = QColor(0xf1, 0xec, 0xe5);
    p.code = QColor(0xf5, 0xf2, 0xed);
    p.hover = QColor(0xec, 0xe7, 0xdf);
    p.pressed = QColor(0xe4, 0xdd, 0xd3);
    p.border = QColor(0xe3, 0xdd, 0xd4);
    p.text = QColor(0x29, 0x25, 0x21);
    p.mutedText = QColor(0x6f, 0x68, 0x5e);
    p.accent = QColor(0xb9, 0x48, 0x20);
    p.onAccent = QColor(0xff, 0xff, 0xff);
    p.accentSoft = QColor(0xf8, 0xe6, 0xdc);
    p.error = QColor(0x9b, 0x1c, 0x1c);
    p.errorSoft = QColor(0xfb, 0xe9, 0xe7);
    p.selection = QColor(0xf6, 0xd2, 0xbd);
    p.ember = QColor(0xf6, 0xbb, 0x80);
    p.codeKeyword = QColor(0x9a, 0x3a, 0x6b);
    p.codeString = QColor(0x3d, 0x6b, 0x21);
    p.codeComment = QColor(0x79, 0x72, 0x68);
    p.codeNumber = QColor(0x1d, 0x5f, 0x8a);
    return p;
}

Palette Palette::dark()
{
    Palette p;
    p.window = QColor(0x1f, 0x1d, 0x1b);
    p.sidebar = QColor(0x18, 0x16, 0x15);
    p.card = QColor(0x29, 0x26, 0x23);
    p.bubble = QColor(0x31, 0x2d, 0x29);
    p.code = QColor(0x18, 0x16, 0x15);
    p.hover = QColor(0x2f, 0x2b, 0x28);
    p.pressed = QColor(0x39, 0x34, 0x30);
    p.border = QColor(0x3b, 0x36, 0x31);
    p.text = QColor(0xec, 0xe7, 0xe0);
    p.mutedText = QColor(0xa7, 0x9e, 0x93);
    p.accent = QColor(0xee, 0x84, 0x55);
    p.onAccent = QColor(0x21, 0x14, 0x0d);
    p.accentSoft = QColor(0x43, 0x2a, 0x1f);
    p.error = QColor(0xf3, 0xa3, 0x9b);
    p.errorSoft = QColor(0x42, 0x22, 0x20);
    p.selection = QColor(0x6b, 0x3c, 0x25);
    p.ember = QColor(0x7d, 0x48, 0x1e);
    p.codeKeyword = QColor(0xe0, 0x9a, 0xc4);
    p.codeString = QColor(0xa9, 0xcf, 0x88);
    p.codeComment = QColor(0x91, 0x89, 0x7f);
    p.codeNumber = QColor(0x8c, 0xbf, 0xe4);
    return p;
}

Palette Palette::contrastLight()
{
    Palette p;
    p.window = p.sidebar = p.card = QColor(0xff, 0xff, 0xff);
    p.bubble = QColor(0xef, 0xef, 0xef);
    p.code = QColor(0xf4, 0xf4, 0xf4);
    p.hover = QColor(0xe6, 0xe6, 0xe6);
    p.pressed = QColor(0xd4, 0xd4, 0xd4);
    p.border = QColor(0x59, 0x59, 0x59);
    p.text = QColor(0x00, 0x00, 0x00);
    p.mutedText = QColor(0x38, 0x38, 0x38);
    p.accent = QColor(0x86, 0x2c, 0x0a);
    p.onAccent = QColor(0xff, 0xff, 0xff);
    p.accentSoft = QColor(0xff, 0xe9, 0xdd);
    p.error = QColor(0x7d, 0x00, 0x00);
    p.errorSoft = QColor(0xff, 0xef, 0xed);
    p.selection = QColor(0xff, 0xd8, 0x9c);
    p.ember = QColor(0xff, 0xc0, 0x7a);
    p.codeKeyword = QColor(0x6d, 0x14, 0x47);
    p.codeString = QColor(0x1d, 0x46, 0x0b);
    p.codeComment = QColor(0x45, 0x45, 0x45);
    p.codeNumber = QColor(0x00, 0x3f, 0x66);
    return p;
}

Palette Palette::contrastDark()
{
    Palette p;
    p.window = p.sidebar = p.card = QColor(0x00, 0x00, 0x00);
    p.bubble = QColor(0x22, 0x22, 0x22);
    p.code = QColor(0x14, 0x14, 0x14);
    p.hover = QColor(0x2e, 0x2e, 0x2e);
    p.pressed = QColor(0x44, 0x44, 0x44);
    p.border = QColor(0xa6, 0xa6, 0xa6);
    p.text = QColor(0xff, 0xff, 0xff);
    p.mutedText = QColor(0xd6, 0xd6, 0xd6);
    p.accent = QColor(0xff, 0xb0, 0x85);
    p.onAccent = QColor(0x00, 0x00, 0x00);
    p.accentSoft = QColor(0x47, 0x28, 0x16);
    p.error = QColor(0xff, 0xb4, 0xab);
    p.errorSoft = QColor(0x3d, 0x10, 0x0e);
    p.selection = QColor(0x73, 0x3d, 0x1c);
    p.ember = QColor(0x70, 0x3a, 0x0c);
    p.codeKeyword = QColor(0xff, 0xb3, 0xdd);
    p.codeString = QColor(0xbf, 0xec, 0x98);
    p.codeComment = QColor(0xc2, 0xc2, 0xc2);
    p.codeNumber = QColor(0xa8, 0xd8, 0xff);
    return p;
}

QPalette qtPalette(const Palette& p)
{
    QPalette q;
    q.setColor(QPalette::Window, p.window);
    q.setColor(QPalette::WindowText, p.text);
    q.setColor(QPalette::Base, p.card);
    q.setColor(QPalette::AlternateBase, p.sidebar);
    q.setColor(QPalette::Text, p.text);
    q.setColor(QPalette::PlaceholderText, p.mutedText);
    q.setColor(QPalette::Button, p.card);
    q.setColor(QPalette::ButtonText, p.text);
    q.setColor(QPalette::BrightText, p.error);
    q.setColor(QPalette::Highlight, p.selection);
    q.setColor(QPalette::HighlightedText, p.text);
    q.setColor(QPalette::Link, p.accent);
    q.setColor(QPalette::LinkVisited, p.accent);
    q.setColor(QPalette::ToolTipBase, p.card);
    q.setColor(QPalette::ToolTipText, p.text);
    q.setColor(QPalette::Light, p.card);
    q.setColor(QPalette::Midlight, p.hover);
    q.setColor(QPalette::Mid, p.border);
    q.setColor(QPalette::Dark, p.border);
    q.setColor(QPalette::Shadow, p.pressed);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        q.setColor(QPalette::Disabled, role, p.mutedText);
    return q;
}

namespace {

double relativeLuminance(const QColor& color)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

} // namespace

double contrastRatio(const QColor& a, const QColor& b)
{
    const double la = relativeLuminance(a);
    const double lb = relativeLuminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace ui
