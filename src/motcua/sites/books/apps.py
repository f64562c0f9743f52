from django.apps import AppConfig


class BooksSiteConfig(AppConfig):
    name = "motcua.sites.books"
    label = "books_pages"
    verbose_name = "Số hóa sổ giấy"
