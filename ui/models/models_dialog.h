// The models that the program knows: what each of them is and would take, and what can be done with
// it.
//
// Details are read from headers, off the GUI thread. GUI thread only.
#pragma once

#include "ui/models/model_details_view.h"
#include "ui/widgets/known_model.h"

#include <QDialog>
#include <QHash>
#include <QThreadPool>

class QBoxLayout;
class QListWidget;
class QPushButton;

namespace app {
class Inference;
class Settings;
} // namespace app

namespace ui {

class ModelsDialog : public QDialog
{
    Q_OBJECT

public:
    // All must outlive the dialog.
    ModelsDialog(const Theme& theme,
                 app::Inference& inference,
                 app::Settings& settings,
                 QWidget* parent = nullptr);

    // Stays at the model that was shown, where it is there still; at first at the current one.
    void setModels(const QList<KnownModel>& models);
    // A file or folder, and shows it; one that cannot be used is refused with its reason.
    void addModel(const QString& path);

signals:
    void useRequested(const QString& path);
    void folderRequested(const QString& path); // to be shown in the desktop's file manager
    void filesChanged();                       // setModels() is to follow

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildLayout();
    void arrange();
    void connectParts();
    const KnownModel* current() const;
    bool isLoaded(const QString& path) const;
    void showList();
    void showCurrent();
    void showActions();
    void readDetails(const KnownModel& model);
    void showRead(const KnownModel& model);
    void use();
    void refuse(const QString& path, const QString& why);
    void tellFailure(const QString& why);
    void chooseFile(bool isFolder);
    void remove();
    void moveToTrash(const KnownModel& model);
    void forget(const QString& path);

    const Theme& m_theme;
    app::Inference& m_inference;
    app::Settings& m_settings;
    QList<KnownModel> m_models;
    QString m_wanted; // path of the one that is to be shown
    QString m_asked;  // path of the one that is to be used
    QHash<QString, core::Result<app::ModelDetails>> m_read;
    QListWidget* m_list;
    ModelDetailsView* m_details;
    QPushButton* m_use;
    QPushButton* m_folder;
    QPushButton* m_remove;
    QPushButton* m_addFile;
    QPushButton* m_addFolder;
    QBoxLayout* m_middle; // the list, the details
    QBoxLayout* m_actions;
    QBoxLayout* m_below;
    QThreadPool m_pool; // waits at the end for what is being read
};

} // namespace ui
