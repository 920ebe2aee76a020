"""What readers said of one article: by month, and in their own words."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pages.models import ArticlePage, Feedback

COMMENTS_A_PAGE = 50
MONTHS = 24


def article_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(ArticlePage.objects.defer_streamfields(), pk=pk)
    if not article.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    feedback = Feedback.objects.filter(article=article).counted()
    months = [month | {"answers": month["yes"] + month["no"]} for month in feedback.by_month()]
    comments = Paginator(feedback.with_comments(), COMMENTS_A_PAGE)
    context = {
        "article": article,
        "months": months[-MONTHS:],
        "comments": comments.get_page(request.GET.get("p")),
    }
    return render(request, "pages/reports/article_feedback.html", context)
