// The model in use, and the menu that changes it.
#pragma once

#include "app/inference/inference.h"
#include "ui/widgets/known_model.h"

#include <QList>
#include <QToolButton>

class QMenu;

namespace ui {

class Theme;

class ModelButton : public QToolButton
{
    Q_OBJECT

public:
    explicit ModelButton(const Theme& theme, QWidget* parent = nullptr);

    void setKnownModels(const QList<KnownModel>& models);
    void setState(app::ModelState state, const core::ModelInfo& info);
    // The name shown while a model loads: its file or folder.
    void setLoadingPath(const QString& path);
    void setLoadProgress(double done); // 0 … 1

signals:
    void stopLoadingRequested();
    void modelChosen(const QString& path);
    void comparisonRequested(const QString& path); // with this one
    void openFileRequested();
    void openFolderRequested();
    void modelsRequested(); // all that there is to know of them

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    void buildMenu();
    void addComparison();
    QString actionText(const KnownModel& model) const;
    void showState();

    const Theme& m_theme;
    QMenu* m_menu;
    QMenu* m_others; // to compare with
    QList<KnownModel> m_models;
    app::ModelState m_state = app::ModelState::Empty;
    core::ModelInfo m_info;
    QString m_loadingPath;
    double m_loaded = 0;
};

// "Q4_1 · 98 MB · 2,048 tokens of context": what is worth knowing of a loaded model.
QString modelDetail(const core::ModelInfo& info, const QString& size);

} // namespace ui
