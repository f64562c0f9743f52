from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Projects that bring paper books into the registers."""

    name = "motcua.records.books"
    label = "books"
    verbose_name = "Số hóa sổ giấy"
