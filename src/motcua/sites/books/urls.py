"""Addresses: include at the root, namespace `books`."""

from django.urls import path

from motcua.sites.books import deciding, inventory, keying, lots, overview, pictures, targets

app_name = "books"
HERE = "so-cu"
urlpatterns = [
    path(f"{HERE}/", overview.listing, name="projects"),
    path(f"{HERE}/moi/", overview.new, name="new"),
    path(f"{HERE}/chi-tieu/", targets.targets, name="targets"),
    path(f"{HERE}/du-an/<uuid:uuid>/", overview.project, name="project"),
    path(f"{HERE}/du-an/<uuid:uuid>/quyen-moi/", inventory.new_book, name="new-book"),
    path(f"{HERE}/du-an/<uuid:uuid>/nhap/", keying.begin, name="key"),
    path(f"{HERE}/du-an/<uuid:uuid>/quyet-dinh/", deciding.queue, name="decide"),
    path(f"{HERE}/du-an/<uuid:uuid>/de-ngoai/", deciding.held, name="held"),
    path(f"{HERE}/du-an/<uuid:uuid>/lo/", lots.listing, name="lots"),
    path(f"{HERE}/du-an/<uuid:uuid>/thu-hoi/<int:turn>/", overview.take_back, name="take-back"),
    path(f"{HERE}/quyen/<uuid:uuid>/", inventory.book, name="book"),
    path(f"{HERE}/quyen/<uuid:uuid>/anh/", inventory.bring, name="bring"),
    path(f"{HERE}/quyen/<uuid:uuid>/giai-thich/", inventory.explain, name="explain"),
    path(f"{HERE}/quyen/<uuid:uuid>/bang.xlsx", inventory.excel, name="excel"),
    path(f"{HERE}/quyen/<uuid:uuid>/anh.zip", inventory.pdfs, name="pdfs"),
    path(f"{HERE}/trang/<int:number>/anh/<int:sheet>/", pictures.picture, name="picture"),
    path(f"{HERE}/trang/<int:number>/trang-trang/", inventory.blank, name="blank"),
    path(f"{HERE}/trang/<int:number>/nhap-lai/", deciding.again, name="again"),
    path(f"{HERE}/nhap/<int:number>/", keying.page, name="keying"),
    path(f"{HERE}/nhap/<int:number>/<int:slot>/nhap-do/", keying.draft, name="draft"),
    path(f"{HERE}/nhap/<int:number>/tra/", keying.leave, name="leave"),
    path(f"{HERE}/muc/<int:number>/", deciding.entry, name="entry"),
    path(f"{HERE}/lo/<uuid:uuid>/", lots.lot, name="lot"),
    path(f"{HERE}/lo/<uuid:uuid>/kiem/", lots.check, name="check"),
]
