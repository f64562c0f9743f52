"""Every address by every role. An address without a row here fails the test: decide who may, then write it down.

Words: ok (served), go (redirect), in (to the sign-on), no (401, 403), bad (400, 422), else the status code.
What is one's own is 404 to everybody else; a dossier is 404 to officers elsewhere, and to posts of the
ward that its procedure has no step for.
"""

from dataclasses import dataclass

import pytest

from motcua.procedures.dossiers.models import Draft
from tests.sites import access_city, shown_data
from tests.sites.access_city import ROLES
from tests.sites.shown_data import Walk

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Row:
    method: str
    path: str
    expected: tuple[str, ...]


TABLE = """
     #                                                                vis own oth cnt jus lnd ldr chr clk dep els edi cty prt
GET  /healthz                                                         503
GET  /ngon-ngu/vi/                                                    go
GET  /hien-thi/                                                       ok
POST /hien-thi/                                                       go
GET  /thiet-ke/                                                       ok
GET  /thiet-ke/ban-lam-viec/                                          ok
GET  /dang-nhap                                                       ok
GET  /dang-nhap/dinh-danh                                             405
GET  /dang-nhap/can-bo                                                ok
GET  /dang-nhap/xac-thuc                                              in  ok  ok  in  in  in  in  in  in  in  in  in  in  in
POST /accounts/oidc/other/logout                                      404
GET  /accounts/oidc/dinhdanh/logout                                   405
POST /dang-xuat                                                       go
GET  /accounts/oidc/other/login/callback/                             404
GET  /demo/vao-vai                                                    405
GET  /demo/                                                           ok
GET  /thanh-toan/vnpay/ipn                                            ok
POST /thanh-toan/ngan-hang/bien-dong                                  no
POST /thanh-toan/momo/ipn                                             bad
POST /thanh-toan/zalopay/callback                                     ok
POST /thanh-toan/nen-tang/ket-qua-giao-dich                           ok
GET  /thu-tuc                                                         ok
GET  /thu-tuc/goi-y?q=cuoi                                            ok
GET  /kiem-tra-trich-luc/                                             ok
GET  /kiem-tra-trich-luc/ABCDEFGH2345                                 404
GET  /viec-trong-doi                                                  ok
GET  /viec-trong-doi/co-con                                           ok
GET  /thu-tuc/1.001193                                                ok
GET  /thu-tuc/1.001193.000.00                                         go
GET  /                                                                ok
GET  /tim?q=a                                                         go
GET  /xa-phuong                                                       ok
GET  /nop/1.001193                                                    ok
POST /nop/1.001193                                                    in  go  go  go  go  go  go  go  go  go  go  go  go  in
GET  /nop/ban-nhap/{draft}                                            in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /nop/ban-nhap/{draft}/giay-to                                    in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /nop/ban-nhap/{draft}/xem-lai                                    in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /nop/ban-nhap/{draft}/xem-lai                                    in  bad 404 404 404 404 404 404 404 404 404 404 404 in
POST /nop/ban-nhap/{draft}/da-xem                                     in  go  404 404 404 404 404 404 404 404 404 404 404 in
POST /nop/ban-nhap/{draft}/bo                                         in  go  go  404 404 404 404 404 404 404 404 404 404 in
GET  /nop/ban-nhap/{draft}/child                                      in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /nop/ban-nhap/{draft}/child                                      in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so                                                           in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ho-so/{uuid}                                                    in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{uuid}/bo-sung                                            in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{uuid}/rut                                                in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{uuid}/rut                                                in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{uuid}/phan/card/bo                                       in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{uuid}/phan/card/bo                                       in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{uuid}/phan/card/them                                     in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{uuid}/phan/card/them                                     in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{uuid}/danh-gia                                           in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{uuid}/van-ban/{document}                                 in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{copy}/thanh-toan                                         in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{copy}/thanh-toan                                         in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{copy}/bien-lai-nen-tang                                  in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{copy}/chuyen-khoan                                       in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{copy}/chuyen-khoan                                       in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{copy}/bien-lai                                           in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /thanh-toan/vnpay/ket-qua                                        ok
GET  /thanh-toan/momo/ket-qua                                         ok
GET  /thanh-toan/zalopay/ket-qua                                      ok
GET  /thanh-toan/nen-tang/ket-qua                                     ok
GET  /thanh-toan/trang-thai/{order}                                   ok
GET  /tep/{file}                                                      in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /tra-cuu?ma={code}                                               ok
GET  /hop-thu                                                         in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /hop-thu/{letter}                                                in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ca-nhan                                                         in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /giay-to/                                                            in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /giay-to/chia-se/                                                    in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /giay-to/chia-se/moi/                                                in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
POST /giay-to/chia-se/moi/                                                in  bad bad go  go  go  go  go  go  go  go  go  go  in
POST /giay-to/chia-se/{share}/thu-hoi/                                    in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /giay-to/{paper}/                                                    in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /giay-to/{paper}/tep/                                                in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /xem-giay-to/{link}/                                                 ok
POST /xem-giay-to/{link}/                                                 go
GET  /xem-giay-to/{link}/{paper}/                                         404
GET  /du-lieu-sai/                                                        in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /du-lieu-sai/don/{draft}/requester_name/                             in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /du-lieu-sai/muc/residence/                                          in  ok  ok  404 404 404 404 404 404 404 404 404 404 in
GET  /du-lieu-sai/thieu/civil_status.birth/                               in  ok  ok  404 404 404 404 404 404 404 404 404 404 in
GET  /du-lieu-sai/{contest}/                                              in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /du-lieu-sai/{contest}/rut/                                          in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ca-nhan/ai-da-xem/                                              in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ca-nhan/ai-da-xem/tai-ve/                                       in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ca-nhan/ai-da-xem/hoi/{seen}/                                   in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /ca-nhan/ai-da-xem/hoi/{seen}/                                   in  bad 404 404 404 404 404 404 404 404 404 404 404 in
GET  /ca-nhan/ai-da-xem/cau-hoi/{look_question}/                      in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /bao-ve-du-lieu/                                                 in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /bao-ve-du-lieu/can-bao-ve/                                      in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/can-bao-ve/                                      in  no  no  no  no  no  no  no  no  no  no  no  bad in
POST /bao-ve-du-lieu/can-bao-ve/1/thoi/                               in  no  no  no  no  no  no  no  no  no  no  no  404 in
GET  /bao-ve-du-lieu/su-co/                                           in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /bao-ve-du-lieu/su-co/moi/                                       in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/su-co/moi/                                       in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /bao-ve-du-lieu/su-co/{breach}/                                  in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/su-co/{breach}/                                  in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /bao-ve-du-lieu/su-co/{breach}/bao-cao.pdf                       in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /bao-ve-du-lieu/thong-ke/                                        in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /bao-ve-du-lieu/thong-ke/moi/                                    in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/thong-ke/moi/                                    in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /bao-ve-du-lieu/thong-ke/{statistics}/                           in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/thong-ke/{statistics}/                           in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /bao-ve-du-lieu/thong-ke/{statistics}/tep/                       in  no  no  no  no  no  no  no  no  no  no  no  404 in
GET  /bao-ve-du-lieu/thoi-han/                                        in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /bao-ve-du-lieu/cau-hoi/                                         in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /bao-ve-du-lieu/cau-hoi/{look_question}/                         in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/cau-hoi/{look_question}/                         in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /bao-ve-du-lieu/luot-xem/{doubt}/                                in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /bao-ve-du-lieu/luot-xem/{doubt}/                                in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /bao-ve-du-lieu/cua-toi/                                         in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /bao-ve-du-lieu/cua-toi/{doubt}/                                 in  no  no  404 404 bad 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/du-lieu/                                               in  no  no  no  ok  ok  no  no  no  no  ok  no  no  in
GET  /ban-lam-viec/du-lieu/{contest}/                                     in  no  no  404 ok  404 404 404 404 404 404 404 404 in
POST /ban-lam-viec/du-lieu/{contest}/                                     in  no  no  404 bad 404 404 404 404 404 404 404 404 in
POST /ban-lam-viec/du-lieu/{contest}/nhan/                                in  no  no  404 go  404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/du-lieu/{contest}/tep/{fresh}/                         in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /dong-y/                                                         in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /dong-y/moi/research/                                            in  ok  ok  404 404 404 404 404 404 404 404 404 404 in
POST /dong-y/moi/research/                                            in  bad bad 404 404 404 404 404 404 404 404 404 404 in
GET  /dong-y/tin-nhiem/khong-co                                       in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /dong-y/tin-nhiem/{lender_link}                                  in  ok  ok  404 404 404 404 404 404 404 404 404 404 in
GET  /dong-y/{consent}/                                               in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /dong-y/{consent}/rut/                                           in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /dong-y/{consent}/bien-nhan/                                     in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /kiem-tra-dong-y/                                                ok
GET  /kiem-tra-dong-y/ABCDEFGH2345                                    404
GET  /kiem-tra-dong-y/{consent_code}                                  ok
GET  /yeu-cau-du-lieu/                                                in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /yeu-cau-du-lieu/moi/object/                                     in  ok  ok  404 404 404 404 404 404 404 404 404 404 in
POST /yeu-cau-du-lieu/moi/object/                                     in  bad bad 404 404 404 404 404 404 404 404 404 404 in
POST /yeu-cau-du-lieu/cho-phep-lai/                                   in  go  go  go  go  go  go  go  go  go  go  go  go  in
GET  /yeu-cau-du-lieu/ban-sao.json                                    in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /yeu-cau-du-lieu/ban-sao.pdf                                     in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /yeu-cau-du-lieu/{about_data}/                                   in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /yeu-cau-du-lieu/{about_data}/rut/                               in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/yeu-cau-du-lieu/                                   in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /ban-lam-viec/yeu-cau-du-lieu/{about_data}/                      in  no  no  404 404 404 404 404 404 404 404 404 ok  in
POST /ban-lam-viec/yeu-cau-du-lieu/{about_data}/                      in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/dong-y/                                            in  no  no  ok  no  no  no  no  no  no  no  no  no  in
GET  /ban-lam-viec/dong-y/{paper_consent}/                            in  no  no  ok  404 404 404 404 404 404 404 404 404 in
POST /ban-lam-viec/dong-y/{paper_consent}/                            in  no  no  go  404 404 404 404 404 404 404 404 404 in
POST /api/v1/credit-trust/requests                                    no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /api/v1/credit-trust/requests/{fresh}                            no  no  no  no  no  no  no  no  no  no  no  no  no  404
POST /api/v1/credit-trust/checks                                      no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /dia-chi-cu-moi?q=dich+vong                                        ok
GET  /tin-tuc                                                         ok
GET  /huong-dan                                                       ok
GET  /van-ban                                                         ok
GET  /tin-tuc/atom.xml                                                ok
GET  /tin-tuc/bai-987654321                                           404
GET  /bai/987654321                                                   404
GET  /tep-cong-khai/{fresh}                                           404
GET  /the-chia-se/987654321-1.png                                     404
GET  /the-chia-se/phuong-xa/nghia-do.png                              ok
GET  /sitemap.xml                                                     ok
GET  /robots.txt                                                      ok
GET  /phuong-xa                                                       ok
GET  /phuong-xa/nghia-do                                              ok
GET  /phuong-xa/nghia-do/atom.xml                                     ok
GET  /danh-gia                                                        ok
GET  /khao-sat                                                        ok
GET  /khao-sat/khong-co                                               404
GET  /khao-sat/ho-so/{uuid}                                           in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /khao-sat/phieu/{fresh}                                          404
GET  /khao-sat/quay/{code}                                            in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /soan-thu-tuc/                                                   in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /soan-thu-tuc/moi/                                               in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/sua/1.001193/                                      in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /soan-thu-tuc/{work}/thong-tin/                                  in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/thong-tin/                                  in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{work}/bieu-mau/                                   in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/bieu-mau/                                   in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{work}/giay-to/                                    in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/giay-to/                                    in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{work}/phi/                                        in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/phi/                                        in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{work}/cac-buoc/                                   in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/cac-buoc/                                   in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/{work}/bieu-mau/xem/                               in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/phi/xem/                                    in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/bo/                                         in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /soan-thu-tuc/{work}/ai/                                         in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /soan-thu-tuc/{work}/gop/1/                                      in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{work}/cong-bo/                                    in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/cong-bo/viec/trinh/                         in  no  no  no  no  no  no  no  no  no  no  bad no  in
POST /soan-thu-tuc/{work}/cong-bo/viec/duyet/                         in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{work}/lich-su/                                    in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/lich-su/khoi-phuc/                          in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/ban/1.001193/                                      in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/ban/1.001193/dong/                                 in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/ban/1.001193/chuyen/1/                             in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/ban/1.001193/hoan-tac/1/                           in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /tham-quyen/                                                     in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /tham-quyen/giao-quyen/                                          in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /tham-quyen/giao-quyen/                                          in  no  no  bad bad bad bad bad bad bad bad bad bad in
GET  /tham-quyen/quyet-dinh/                                          in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /tham-quyen/quyet-dinh/{lent}/                                   in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
POST /tham-quyen/quyet-dinh/{lent}/ky/                                in  no  no  404 no  no  no  go  no  404 404 404 404 in
POST /tham-quyen/quyet-dinh/{lent}/bo/                                in  no  no  404 no  no  no  go  go  404 404 404 404 in
GET  /tham-quyen/quyet-dinh/{lent}/tep/                               in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /tham-quyen/vang-mat/                                            in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /tham-quyen/vang-mat/                                            in  no  no  bad bad bad bad bad bad bad bad bad bad in
POST /tham-quyen/vang-mat/1/                                          in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /tham-quyen/phan-cap/                                            in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /tham-quyen/phan-cap/moi/                                        in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /tham-quyen/phan-cap/moi/                                        in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /tham-quyen/bao-cao/                                             in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /tham-quyen/ho-so/{code}/                                        in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /so-chung-thuc/                                                  in  no  no  no  ok  no  no  ok  ok  no  ok  no  no  in
GET  /so-chung-thuc/ban-sao/2026/                                     in  no  no  no  ok  no  no  ok  ok  no  ok  no  no  in
GET  /so-chung-thuc/ban-sao/2026/in/                                  in  no  no  no  ok  no  no  ok  ok  no  ok  no  no  in
GET  /ban-bien-tap/                                                   in  no  no  no  no  no  ok  ok  ok  no  no  ok  ok  in
GET  /ban-bien-tap/moi/news/                                          in  no  no  no  no  no  ok  no  ok  no  no  ok  no  in
POST /ban-bien-tap/xem-truoc/                                         in  no  no  no  no  no  ok  ok  ok  no  no  ok  ok  in
GET  /ban-bien-tap/khao-sat/                                          in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /ban-bien-tap/danh-gia/                                          in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /ban-bien-tap/{article}/                                         in  no  no  no  no  no  ok  ok  ok  no  no  404 ok  in
GET  /ban-bien-tap/{article}/tieng-anh/                               in  no  no  no  no  no  ok  no  ok  no  no  404 no  in
POST /ban-bien-tap/{article}/tep/                                     in  no  no  no  no  no  go  no  go  no  no  404 no  in
GET  /ban-bien-tap/{article}/tep/{fresh}/                             in  no  no  no  no  no  404 404 404 no  no  404 404 in
GET  /ban-bien-tap/{article}/ban/                                     in  no  no  no  no  no  ok  ok  ok  no  no  404 ok  in
POST /ban-bien-tap/{article}/viec/gui/                                in  no  no  no  no  no  go  go  go  no  no  404 go  in
GET  /soan-thu-tuc/{fresh}/ket-qua/                                   in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/{fresh}/ket-qua/                                   in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/{fresh}/ket-qua/xem/                               in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{fresh}/loi-khuyen/                                in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/{fresh}/loi-khuyen/                                in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{fresh}/chay-thu/                                  in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/{fresh}/chay-thu/                                  in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{fresh}/chay-thu/cac-duong/                        in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{fresh}/chay-thu/ket-qua/                          in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{fresh}/dien-tap/                                  in  no  no  no  no  no  no  no  no  no  no  404 no  in
POST /soan-thu-tuc/{fresh}/dien-tap/                                  in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /soan-thu-tuc/{fresh}/dien-tap/{fresh}/                          in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /hoa-don/                                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/don-vi/                                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/don-vi/moi/                                             in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/don-vi/1/                                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/tong-hop/                                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/thong-diep/                                             in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoa-don/thong-diep/1/gui-lai/                                   in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/{fresh}/                                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoa-don/{fresh}/lap-lai/                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don/{fresh}/tep.pdf                                         in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoa-don/{fresh}/thay-the/                                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoa-don-cua-toi/                                                in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /hoa-don-cua-toi/{fresh}/tep.pdf                                 in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /tra-cuu-hoa-don                                                 ok
POST /tra-cuu-hoa-don                                                 bad
GET  /danh-muc-quoc-gia/                                              in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /danh-muc-quoc-gia/                                              in  no  no  no  no  no  no  no  no  no  no  bad  no  in
POST /danh-muc-quoc-gia/bat-dau/                                      in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /danh-muc-quoc-gia/dot/{crawl}/                                  in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /danh-muc-quoc-gia/dot/{crawl}/quyet-dinh/                       in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /danh-muc-quoc-gia/thay-doi/{national}/                          in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /danh-muc-quoc-gia/ban-ghi/9.100002/                             in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /danh-muc-quoc-gia/can-quyet-dinh/                               in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /danh-muc-quoc-gia/can-quyet-dinh/giu-cap/                       in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /danh-muc-quoc-gia/can-quyet-dinh/{asked}/                       in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /danh-muc-quoc-gia/cong-bo/                                      in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /danh-muc-quoc-gia/cong-bo/                                      in  no  no  no  no  no  no  no  no  no  no  bad  no  in
GET  /danh-muc-quoc-gia/cong-bo/{decision}/                           in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /danh-muc-quoc-gia/cong-bo/{decision}/cong-bo/                   in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ra-soat/                                                        in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /ra-soat/moi/                                                    in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /ra-soat/bao-cao/                                                in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /ra-soat/bao-cao.csv                                             in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /ra-soat/{review}/                                               in  no  no  404 ok  ok  ok  ok  ok  404 404 ok  404 in
POST /ra-soat/{review}/trinh/                                         in  no  no  404 no  no  no  no  no  404 404 go  404 in
GET  /ra-soat/{review}/gop/9999/                                      in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /cong-bo-thu-tuc                                                 ok
GET  /cong-bo-thu-tuc/atom.xml                                        ok
GET  /gop-y-thu-tuc                                                   ok
GET  /gop-y-thu-tuc/{review}                                          ok
POST /gop-y-thu-tuc/{review}                                          in  bad bad 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-tro/                                                         in  no  no  ok  no  no  no  no  no  no  no  no  no  in
GET  /ho-tro/xac-nhan/{fresh}                                         in  no  no  404 no  no  no  no  no  no  no  no  no  in
POST /ho-tro/ket-thuc                                                 in  no  no  go  no  no  no  no  no  no  no  no  no  in
GET  /ho-tro/het                                                      ok
GET  /lam-thay                                                        in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /lam-thay/het                                                    ok
POST /lam-thay/thoi                                                   go
POST /lam-thay/{letter}/nhan                                          in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /lam-thay/{letter}/dung                                          in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /lam-thay/{letter}/bat-dau                                       in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /to-chuc-cua-toi/                                                in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /to-chuc-cua-toi/{org}                                           in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /to-chuc-cua-toi/{org}                                           in  bad 404 404 404 404 404 404 404 404 404 404 404 in
POST /to-chuc-cua-toi/{org}/thay-mat                                  404 go  404 404 404 404 404 404 404 404 404 404 404 404
POST /to-chuc-cua-toi/thoi                                            404 go  go  404 404 404 404 404 404 404 404 404 404 404
POST /to-chuc-cua-toi/uy-quyen/{mandate}/nhan                         in  404 go  404 404 404 404 404 404 404 404 404 404 in
POST /to-chuc-cua-toi/uy-quyen/{mandate}/dung                         in  go  go  404 404 404 404 404 404 404 404 404 404 in
POST /lam-thay/con/{letter}/bat-dau                                   in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /sw.js                                                           ok
GET  /manifest.webmanifest                                            ok
GET  /ngoai-tuyen                                                     ok
GET  /ngoai-tuyen/nop/1.001193                                        ok
GET  /ngoai-tuyen/toi                                                 ok
POST /ngoai-tuyen/dong-bo                                             in  bad bad go  go  go  go  go  go  go  go  go  go  in
GET  /ngoai-tuyen/hai-ban/{draft}                                     in  go  404 404 404 404 404 404 404 404 404 404 404 in
POST /ngoai-tuyen/anh/{draft}                                         in  bad 404 404 404 404 404 404 404 404 404 404 404 in
GET  /kiosk/                                                          no
GET  /kiosk/thu-tuc                                                   no
GET  /kiosk/thu-tuc/1.001193                                          no
GET  /kiosk/tra-cuu?ma={code}                                         no
POST /kiosk/danh-gia                                                  no
GET  /kiosk/thiet-bi                                                  in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /kiosk/thiet-bi/{fresh}/ngung                                    in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /ca-nhan/giay-to                                                 go
GET  /ca-nhan/thanh-toan                                              in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ca-nhan/du-lieu                                                 in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ban-lam-viec/                                                   in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/cho-nhan/                                          in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/truc-tuyen/                                        in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/tat-ca/                                            in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/tim/?q=minh                                        in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /ban-lam-viec/nhan-viec/                                         in  no  no  go  go  go  go  go  go  go  go  go  go  in
POST /ban-lam-viec/chuc-vu/                                           in  no  no  go  go  go  go  go  go  go  go  go  go  in
GET  /ban-lam-viec/so-theo-doi/                                       in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/dia-danh/                                          in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/tiep-nhan/                                         in  no  no  ok  no  no  no  no  no  no  no  no  no  in
GET  /ban-lam-viec/tiep-nhan/1.001193/                                in  no  no  go  no  no  no  no  no  no  no  no  no  in
GET  /ban-lam-viec/tiep-nhan/1.001193/{fresh}/                        in  no  no  ok  no  no  no  no  no  no  no  no  no  in
POST /ban-lam-viec/tiep-nhan/1.001193/{fresh}/nguoi/                  in  no  no  ok  no  no  no  no  no  no  no  no  no  in
POST /ban-lam-viec/tiep-nhan/1.001193/{fresh}/hien/                   in  no  no  ok  no  no  no  no  no  no  no  no  no  in
POST /ban-lam-viec/nhieu-ho-so/                                       in  no  no  go  go  go  go  go  go  go  go  go  go  in
POST /ban-lam-viec/nhieu-ho-so/lam/                                   in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/nhac-viec/                                         in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /ban-lam-viec/vang-mat/                                          in  no  no  bad bad bad bad bad bad bad bad bad bad in
POST /ban-lam-viec/vang-mat/1/bo/                                     in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/nhac-toi-toi/                                      in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /ban-lam-viec/danh-sach/luu/                                     in  no  no  go  go  go  go  go  go  go  go  go  go  in
POST /ban-lam-viec/danh-sach/{view}/bo/                               in  no  no  404 go  404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/danh-sach/so-dem/                                  in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /ban-lam-viec/thoi-quen/                                         in  no  no  go  go  go  go  go  go  go  go  go  go  in
GET  /ban-lam-viec/lenh/?q=minh                                       in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /ban-lam-viec/ho-so/{code}/tep/{file}/trang/1/                   in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/du-thao/trang/1/                      in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/ben-canh/?canh=dan-cu                 in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
POST /ban-lam-viec/ho-so/{code}/ghi-chu/                              in  no  no  bad bad 404 bad bad bad 404 404 404 404 in
POST /ban-lam-viec/ho-so/{code}/ghi-chu/{note}/rut/                   in  no  no  404 go  404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/dong-nghiep/                          in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/hoan-tac/                             in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/                                      in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/vua-nhan/                             in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
POST /ban-lam-viec/ho-so/{code}/viec/claim/                           in  no  no  no  go  404 no  no  no  404 404 404 404 in
POST /ban-lam-viec/ho-so/{code}/viec/stop/                            in  no  no  go  no  404 no  no  no  404 404 404 404 in
POST /ban-lam-viec/ho-so/{code}/hien/                                 in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/tep/{file}/                           in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/phieu/{document}/                     in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/du-thao/                              in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/phieu-kiem-soat/                      in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
GET  /dieu-hanh/thu-phi                                               in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/                                                      in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/co-quan                                               in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/thu-tuc                                               in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/ho-so                                                 in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/so-lieu.csv                                           in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/bao-cao.pdf                                           in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/ban-do                                                in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /dieu-hanh/ban-do-cu-moi                                         in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /dieu-hanh/thu-bao-cao                                           in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
POST /dieu-hanh/thu-bao-cao                                           in  no  no  no  no  no  bad bad no  no  no  no  bad in
POST /dieu-hanh/thu-bao-cao/ngung                                      in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /dieu-hanh/thu-bao-cao/gui-ngay                                   in  no  no  no  no  no  404 404 no  no  no  no  404 in
GET  /dieu-hanh/quy-trinh                                             in  no  no  no  no  no  ok  ok  no  no  no  ok  ok  in
GET  /dieu-hanh/quy-trinh/1.001193                                    in  no  no  no  no  no  ok  ok  no  no  no  ok  ok  in
GET  /dieu-hanh/quy-trinh/1.001193/ho-so?buoc=check                   in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
POST /dieu-hanh/quy-trinh/1.001193/nhat-ky                            in  no  no  no  no  no  bad bad no  no  no  no  bad in
GET  /dieu-hanh/he-thong                                              in  no  no  no  no  no  no  no  no  no  no  ok  ok  in
POST /dieu-hanh/he-thong/tha                                          in  no  no  no  no  no  no  no  no  no  no  go  no  in
GET  /api/v1/openapi.json                                             ok
GET  /api/v1/docs                                                     ok
POST /api/v1/registers/births/query                                   no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/registers/births/batch                                   no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/registers/births/verify                                  no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /api/v1/registers/births/changes                                 no  no  no  no  no  no  no  no  no  no  no  no  no  no
GET  /api/v1/procedures                                               no  no  no  no  no  no  no  no  no  no  no  no  no  ok
GET  /api/v1/procedures/1.001193                                      no  no  no  no  no  no  no  no  no  no  no  no  no  ok
GET  /api/v1/places?q=dich+vong                                       no  no  no  no  no  no  no  no  no  no  no  no  no  ok
POST /api/v1/files                                                    no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /api/v1/dossiers?code={code}                                     no  no  no  no  no  no  no  no  no  no  no  no  no  404
POST /api/v1/dossiers                                                 no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /api/v1/dossiers/{uuid}                                          no  no  no  no  no  no  no  no  no  no  no  no  no  404
GET  /api/v1/tasks                                                    no
POST /api/v1/tasks/{task}/claim                                       no
POST /api/v1/tasks/{task}/release                                     no
POST /api/v1/tasks/{task}/assign                                      no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/tasks/{task}/accept                                      no
POST /api/v1/tasks/{task}/refuse-intake                               no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/tasks/{task}/act                                         no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/tasks/{task}/ask-supplement                              no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/tasks/{task}/confirm-supplement                          no
POST /api/v1/tasks/{task}/wait-for-payment                            no
POST /api/v1/tasks/{task}/hand-over                                   no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/external/insurance-card/notices                          no  no  no  no  no  no  no  no  no  no  no  no  no  no
POST /api/v1/external/insurance-card/notices/{fresh}                  no  no  no  no  no  no  no  no  no  no  no  no  no  bad
POST /api/v1/external/tax                                             no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /api/v1/external/tax/papers/abc                                  no
GET  /hoan-tien/                                                           in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoan-tien/moi/                                                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoan-tien/moi/                                                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoan-tien/nop-thua/1/                                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoan-tien/hoi-lai/1/                                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoan-tien/1/                                                         in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /hoan-tien/1/                                                         in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ho-so/{uuid}/nghia-vu/thanh-toan                                in  404 404 404 404 404 404 404 404 404 404 404 404 in
POST /ho-so/{uuid}/nghia-vu/thanh-toan                                in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /ho-so/{uuid}/nghia-vu/chung-tu                                  in  404 404 404 404 404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/ho-so/{code}/thong-bao-nop-tien/                   in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/nghia-vu/{fresh}/                                  in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /ban-lam-viec/nghia-vu/{fresh}/chung-tu                          in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /thong-diep/                                                     in  no  no  no  no  no  no  no  no  no  no  ok  ok  in
POST /thong-diep/{fresh}/gui-lai                                      in  no  no  no  no  no  no  no  no  no  no  404 no  in
GET  /api/v1/                                                         404
GET  /phan-anh                                                        ok
GET  /phan-anh/diem.geojson                                           ok
GET  /phan-anh/gui                                                    in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
POST /phan-anh/gui                                                    in  bad bad go  go  go  go  go  go  go  go  go  go  in
GET  /phan-anh/gui/quy-dinh                                           in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /phan-anh/cua-toi                                                in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /phan-anh/anh/{photo}                                            ok
GET  /phan-anh/{report}                                               ok
POST /phan-anh/{report}/rate                                          in  bad 404 404 404 404 404 404 404 404 404 404 404 in
GET  /hoi-dap                                                         ok
GET  /hoi-dap/gui                                                     in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /hoi-dap/gan-giong?text=khai+sinh                                ok
GET  /hoi-dap/{question}                                              404 ok  404 404 404 404 404 404 404 404 404 404 404 404
GET  /ban-lam-viec/phan-anh/                                          in  no  no  no  no  ok  ok  ok  no  ok  no  no  ok  in
GET  /ban-lam-viec/phan-anh/{report}/                                 in  no  no  404 404 ok  ok  ok  404 404 404 404 404 in
POST /ban-lam-viec/phan-anh/{report}/lam/start/                       in  no  no  404 404 go  go  bad 404 404 404 404 404 in
GET  /ban-lam-viec/phan-anh/{report}/anh/{photo}/                     in  no  no  404 404 ok  ok  ok  404 404 404 404 404 in
POST /ban-lam-viec/phan-anh/{report}/anh/{photo}/cong-khai/           in  no  no  404 404 go  go  bad 404 404 404 404 404 in
GET  /open311/v2/services.json                                        ok
GET  /open311/v2/services/traffic.json                                ok
GET  /open311/v2/requests.json                                        ok
POST /open311/v2/requests.json                                        no  no  no  no  no  no  no  no  no  no  no  no  no  bad
GET  /open311/v2/requests/{report}.json                               ok
GET  /open311/v2/tokens/{report_token}.json                           ok
GET  /soan-thu-tuc/{work}/so-do/                                      in  no  no  no  no  no  no  no  no  no  no  ok  no  in
POST /soan-thu-tuc/{work}/so-do/                                      in  no  no  no  no  no  no  no  no  no  no  bad no  in
GET  /soan-thu-tuc/{work}/so-do.bpmn                                  in  no  no  no  no  no  no  no  no  no  no  ok  no  in
GET  /chia-se-du-lieu/                                                in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /chia-se-du-lieu/moi/                                            in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /chia-se-du-lieu/moi/births/                                     in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /chia-se-du-lieu/moi/births/                                     in  no  no  no  no  no  no  no  no  no  no  no  bad  in
GET  /chia-se-du-lieu/{sharing}/                                      in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /chia-se-du-lieu/{sharing}/duyet/                                in  no  no  no  no  no  no  no  no  no  no  no  go  in
POST /chia-se-du-lieu/{sharing}/khong-duyet/                          in  no  no  no  no  no  no  no  no  no  no  no  bad  in
POST /chia-se-du-lieu/{sharing}/dung/                                 in  no  no  no  no  no  no  no  no  no  no  no  bad  in
GET  /dan-cu/                                                         in  no  no  ok  ok  ok  ok  ok  no  ok  ok  no  ok  in
POST /dan-cu/                                                         in  no  no  bad bad bad bad bad no  bad bad no  bad in
POST /dan-cu/muc-dich/                                                in  no  no  go  go  go  go  go  no  go  go  no  go  in
GET  /dan-cu/1/                                                       in  no  no  404 404 404 404 404 no  404 404 no  404 in
POST /dan-cu/xac-minh/00000000-0000-4000-8000-000000000001/           in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /so-dang-ky/                                                     in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
POST /so-dang-ky/muc-dich/                                            in  no  no  go  go  go  go  go  go  go  go  no  go  in
GET  /so-dang-ky/ban-do/                                              in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-dang-ky/ban-do/ranh-gioi/                                    in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-dang-ky/ban-do/diem/                                         in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-dang-ky/xuat/                                                in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
POST /so-dang-ky/xuat/                                                in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-dang-ky/nhap/                                                in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-dang-ky/nhap/moi/                                            in  no  no  ok  ok  ok  ok  no  ok  ok  ok  no  no  in
POST /so-dang-ky/nhap/moi/                                            in  no  no  bad bad bad bad no  bad bad bad no  no  in
GET  /so-dang-ky/nhap/{fresh}/                                        in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /so-dang-ky/nhap/{fresh}/bao-cao.csv                             in  no  no  404 404 404 404 404 404 404 404 no  404 in
POST /so-dang-ky/nhap/{fresh}/duyet/                                  in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /chat-luong-du-lieu/                                             in  no  no  no  ok  ok  ok  ok  no  no  ok  no  ok  in
GET  /chat-luong-du-lieu/ban-do/                                      in  no  no  no  ok  ok  ok  ok  no  no  ok  no  ok  in
GET  /chat-luong-du-lieu/can-xu-ly/                                   in  no  no  no  ok  ok  ok  no  no  no  ok  no  ok  in
GET  /chat-luong-du-lieu/can-xu-ly/{finding}/                         in  no  no  no  ok  ok  ok  no  no  no  404 no  ok  in
POST /chat-luong-du-lieu/can-xu-ly/{finding}/                         in  no  no  no  bad bad bad no  no  no  404 no  bad in
GET  /chat-luong-du-lieu/tep/                                         in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /chat-luong-du-lieu/tep/moi/                                     in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /chat-luong-du-lieu/tep/moi/                                     in  no  no  no  no  no  no  no  no  no  no  no  bad in
POST /chat-luong-du-lieu/tep/doi-khop/                                in  no  no  no  no  no  no  no  no  no  no  no  go  in
GET  /chat-luong-du-lieu/tep/{quality_load}/                          in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /chat-luong-du-lieu/tep/{quality_load}/rut/                      in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /chat-luong-du-lieu/de-nghi/                                     in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /chat-luong-du-lieu/de-nghi/gui/                                 in  no  no  no  no  no  no  no  no  no  no  no  go  in
POST /chat-luong-du-lieu/de-nghi/tra-loi/                             in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /chat-luong-du-lieu/de-nghi/school/1.jsonl                       in  no  no  no  no  no  no  no  no  no  no  no  404 in
POST /chat-luong-du-lieu/de-nghi/school/1/gui/                        in  no  no  no  no  no  no  no  no  no  no  no  404 in
GET  /chat-luong-du-lieu/de-nghi/school/1.jsonl.p7s                   in  no  no  no  no  no  no  no  no  no  no  no  404 in
GET  /chat-luong-du-lieu/quy-tac/                                     in  no  no  no  ok  ok  ok  ok  no  no  ok  no  ok  in
GET  /so-dang-ky/bao-viec/                                            in  no  no  ok  ok  ok  ok  404 ok  ok  ok  no  404 in
POST /so-dang-ky/bao-viec/{fresh}/gui-lai/                            in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /so-dang-ky/thoi-han-luu/                                        in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
POST /so-dang-ky/thoi-han-luu/births/lap/                             in  no  no  go  go  go  go  404 go  go  go  no  404 in
POST /so-dang-ky/thoi-han-luu/1/quyet-dinh/                           in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /so-dang-ky/so-lieu/                                             in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /so-dang-ky/births/1/                                            in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /so-dang-ky/births/1/sua/                                        in  no  no  404 404 404 404 404 404 404 404 no  404 in
POST /so-dang-ky/births/1/sua/                                        in  no  no  404 404 404 404 404 404 404 404 no  404 in
POST /so-dang-ky/births/1/trich-luc/                                  in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /so-dang-ky/births/1/ket-thuc/                                   in  no  no  404 404 404 404 404 404 404 404 no  404 in
POST /so-dang-ky/births/1/ket-thuc/                                   in  no  no  404 404 404 404 404 404 404 404 no  404 in
GET  /thanh-pho-biet-gi/                                              in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /to-chuc/                                                        in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /to-chuc/moi/                                                    in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /to-chuc/moi/                                                    in  no  no  no  no  no  no  no  no  no  no  no  bad in
GET  /to-chuc/phuong-an/{plan}/                                       in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /to-chuc/phuong-an/{plan}/xem-truoc/                             in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /to-chuc/phuong-an/{plan}/tai-ve.json                            in  no  no  no  no  no  no  no  no  no  no  no  ok  in
GET  /to-chuc/phuong-an/{plan}/them/sap-nhap/                         in  no  no  no  no  no  no  no  no  no  no  no  ok  in
POST /to-chuc/phuong-an/{plan}/them/sap-nhap/                         in  no  no  no  no  no  no  no  no  no  no  no  bad in
POST /to-chuc/phuong-an/{plan}/bo/                                    in  no  no  no  no  no  no  no  no  no  no  no  404 in
POST /to-chuc/phuong-an/{plan}/trinh/                                 in  no  no  no  no  no  no  no  no  no  no  no  go  in
GET  /to-chuc/can-quyet-dinh/                                         in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /to-chuc/can-quyet-dinh/{unsure}/                                in  no  no  404 404 404 ok  ok  404 404 404 404 404 in
POST /to-chuc/can-quyet-dinh/{unsure}/                                in  no  no  404 404 404 bad bad 404 404 404 404 404 in
GET  /co-quan?q=xay+dung                                              ok
GET  /co-quan/so-xay-dung                                             ok
GET  /buu-chinh/                                                      ok
GET  /buu-chinh/tra-cuu                                               ok
GET  /buu-chinh/yeu-cau                                               in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
POST /buu-chinh/yeu-cau                                               in  bad bad go  go  go  go  go  go  go  go  go  go  in
POST /buu-chinh/yeu-cau/{fetch}/huy                                   in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /buu-chinh/diem/                                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /buu-chinh/diem/nhan-goi/                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /buu-chinh/diem/ban-giao/                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /buu-chinh/diem/{pack}/                                          in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /buu-chinh/diem/{pack}/phieu/                                    in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /buu-chinh/diem/{fetch}/nhan/                                    in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /buu-chinh/diem/{pack}/viec/huy/                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /buu-chinh/bien-ban/{handing}/                                   in  no  no  ok  404 404 404 404 404 404 404 404 404 in
GET  /buu-chinh/bien-ban/{handing}/pdf/                               in  no  no  ok  404 404 404 404 404 404 404 404 404 in
POST /buu-chinh/bien-ban/{handing}/ky/                                in  no  no  go  404 404 404 404 404 404 404 404 404 in
GET  /buu-chinh/co-quan/                                              in  no  no  ok  no  no  no  no  no  no  no  no  no  in
POST /buu-chinh/co-quan/giao/                                         in  no  no  bad no  no  no  no  no  no  no  no  no  in
POST /buu-chinh/co-quan/nhap/{enclosed}/                              in  no  no  go  no  no  no  no  no  no  no  no  no  in
GET  /tiep-nhan-hop-dong/                                             in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /tiep-nhan-hop-dong/moi/                                         in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
POST /tiep-nhan-hop-dong/moi/                                         in  no  no  no  no  no  bad bad no  no  no  no  bad in
GET  /tiep-nhan-hop-dong/{contract}/                                  in  no  no  404 404 404 ok  ok  404 404 404 404 404 in
POST /tiep-nhan-hop-dong/{contract}/duyet/                            in  no  no  404 404 404 no  go  404 404 404 404 404 in
GET  /to-luu-dong/                                                    ok
GET  /to-luu-dong/{outing}                                            ok
GET  /to-luu-dong/may                                                 ok
GET  /to-luu-dong/may/viec                                            ok
POST /to-luu-dong/may/gui                                             no  no  no  bad no  no  no  no  no  no  no  no  no  no
POST /to-luu-dong/may/anh/{carried}                                   404
GET  /to-luu-dong/to/                                                 in  no  no  ok  no  no  ok  no  no  no  no  no  no  in
GET  /to-luu-dong/to/moi/                                             in  no  no  no  no  no  ok  no  no  no  no  no  no  in
POST /to-luu-dong/to/moi/                                             in  no  no  no  no  no  bad no  no  no  no  no  no  in
GET  /to-luu-dong/to/{outing}/                                        in  no  no  404 404 404 ok  404 404 404 404 404 404 in
POST /to-luu-dong/to/{outing}/cong-bo/                                in  no  no  404 404 404 409 404 404 404 404 404 404 in
GET  /to-luu-dong/ban/{carried}/                                      in  no  no  404 404 404 ok  404 404 404 404 404 404 in
GET  /to-luu-dong/ban/{carried}/sua/                                  in  no  no  404 404 404 no  404 404 404 404 404 404 in
POST /to-luu-dong/ban/{carried}/chon/                                 in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /to-luu-dong/ban/{carried}/bo/                                   in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /to-luu-dong/ban/{carried}/nhap/                                 in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /xep-hang                                                        ok
GET  /xep-hang/{hall}                                                 ok
POST /xep-hang/{hall}/lay-so                                          404
GET  /xep-hang/{hall}/bang                                            ok
GET  /xep-hang/{hall}/bang.json                                       ok
GET  /xep-hang/phieu/{ticket}                                         ok
POST /xep-hang/phieu/{ticket}/bo                                      go
GET  /dat-hen                                                         ok
GET  /dat-hen/tim                                                     ok
GET  /dat-hen/{hall}                                                  ok
GET  /dat-hen/lich/{booking}                                          in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /dat-hen/lich/{booking}/doi                                      in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /dat-hen/lich/{booking}/huy                                      in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /dat-hen/lich/{booking}/lich.ics                                 in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /kiosk/lay-so                                                    no
GET  /kiosk/so/{ticket}                                               no
GET  /quay/                                                           in  no  no  ok  no  no  no  no  no  no  no  no  no  in
POST /quay/ngoi/                                                      in  no  no  404 no  no  no  no  no  no  no  no  no  in
POST /quay/lam/goi/                                                   in  no  no  go  no  no  no  no  no  no  no  no  no  in
POST /quay/tim/                                                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /quay/lay-so/                                                    in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /quay/so/{ticket}/                                               in  no  no  ok  no  no  no  no  no  no  no  no  no  in
GET  /so-hoa/                                                         in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-hoa/so-lieu/                                                 in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-hoa/ho-so/{code}/                                            in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
POST /so-hoa/ho-so/{code}/quet/                                       in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /so-hoa/ho-so/{code}/dung-lai/                                   in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /so-hoa/{scan}/                                                  in  no  no  ok  ok  404 ok  ok  ok  404 404 404 404 in
POST /so-hoa/{scan}/them/                                             in  no  no  bad bad 404 bad bad bad 404 404 404 404 in
POST /so-hoa/{scan}/ky/                                               in  no  no  bad bad 404 bad bad bad 404 404 404 404 in
POST /so-hoa/{fresh}/bo/                                              in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /so-hoa/{scan}/trang/{fresh}/anh                                 in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /so-hoa/{scan}/trang/{fresh}/bo/                                 in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /quay/giay-to/                                                   in  no  no  ok  ok  ok  ok  no  ok  ok  ok  no  no  in
POST /quay/giay-to/gui/                                               in  no  no  bad bad bad bad no  bad bad bad no  no  in
GET  /quay/giay-to/{fresh}/                                           in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /quay/giay-to/{fresh}/nhan/                                      in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /quay/so-lieu/                                                   in  no  no  ok  no  no  ok  ok  no  no  no  no  ok  in
GET  /quay/camera/                                                    in  no  no  no  no  no  no  ok  no  no  no  ok  ok  in
POST /quay/camera/                                                    in  no  no  no  no  no  no  no  no  no  no  bad no  in
GET  /quay/camera/{camera}/                                           in  no  no  404 404 404 404 404 404 404 404 ok  ok  in
POST /quay/camera/{camera}/                                           in  no  no  404 404 404 404 404 404 404 404 no  bad in
POST /quay/camera/{camera}/go/                                        in  no  no  404 404 404 404 404 404 404 404 go  no  in
GET  /quay/camera/luot/{look}/                                        in  no  no  404 404 404 404 404 404 404 404 404 ok  in
GET  /quay/kiem-tra/                                                  in  no  no  ok  no  no  ok  ok  no  no  no  no  ok  in
GET  /quay/kiem-tra/{hall}/moi/                                       in  no  no  404 404 404 404 404 404 404 404 404 ok  in
GET  /quay/kiem-tra/phieu/{check}/                                    in  no  no  ok  404 404 404 404 404 404 404 404 ok  in
POST /quay/khac-phuc/{fault}/bao-cao/                                 in  no  no  bad 404 404 404 404 404 404 404 404 no  in
GET  /quay/sanh/                                                      in  no  no  no  no  no  ok  ok  no  no  no  ok  ok  in
POST /quay/sanh/moi/                                                  in  no  no  404 404 404 404 404 404 404 404 404 404 in
GET  /quay/sanh/{hall}/                                               in  no  no  404 404 404 404 404 404 404 404 ok  404 in
POST /quay/sanh/{hall}/quay-moi/                                      in  no  no  404 404 404 404 404 404 404 404 go  404 in
GET  /so-cu/                                                          in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-cu/moi/                                                      in  no  no  no  ok  ok  ok  ok  no  ok  ok  no  ok  in
POST /so-cu/moi/                                                      in  no  no  no  bad bad bad bad no  bad bad no  bad in
GET  /so-cu/chi-tieu/                                                 in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  no  ok  in
GET  /so-cu/du-an/{old_project}/                                      in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
GET  /so-cu/du-an/{old_project}/quyen-moi/                            in  no  no  404 ok  ok  ok  ok  no  404 404 404 404 in
POST /so-cu/du-an/{old_project}/quyen-moi/                            in  no  no  404 bad bad bad bad no  404 404 404 404 in
POST /so-cu/du-an/{old_project}/nhap/                                 in  no  no  404 go  go  go  no  go  404 404 404 404 in
GET  /so-cu/du-an/{old_project}/quyet-dinh/                           in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
GET  /so-cu/du-an/{old_project}/de-ngoai/                             in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
GET  /so-cu/du-an/{old_project}/lo/                                   in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
POST /so-cu/du-an/{old_project}/lo/                                   in  no  no  404 go  go  go  go  no  404 404 404 404 in
POST /so-cu/du-an/{old_project}/thu-hoi/{old_turn}/                   in  no  no  404 go  go  go  go  no  404 404 404 404 in
GET  /so-cu/quyen/{old_book}/                                         in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
POST /so-cu/quyen/{old_book}/anh/                                     in  no  no  404 bad bad bad bad no  404 404 404 404 in
POST /so-cu/quyen/{old_book}/giai-thich/                              in  no  no  404 404 404 404 404 no  404 404 404 404 in
GET  /so-cu/quyen/{old_book}/bang.xlsx                                in  no  no  404 ok  ok  ok  ok  no  404 404 404 404 in
GET  /so-cu/quyen/{old_book}/anh.zip                                  in  no  no  404 ok  ok  ok  ok  no  404 404 404 404 in
GET  /so-cu/trang/{old_page}/anh/1/                                   in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
POST /so-cu/trang/{old_page}/trang-trang/                             in  no  no  404 go  go  go  go  no  404 404 404 404 in
POST /so-cu/trang/{old_page}/nhap-lai/                                in  no  no  404 go  go  go  go  no  404 404 404 404 in
GET  /so-cu/nhap/{old_turn}/                                          in  no  no  404 404 404 404 404 ok  404 404 404 404 in
POST /so-cu/nhap/{old_turn}/                                          in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /so-cu/nhap/{old_turn}/1/nhap-do/                                in  no  no  404 404 404 404 404 ok  404 404 404 404 in
POST /so-cu/nhap/{old_turn}/tra/                                      in  no  no  404 404 404 404 404 go  404 404 404 404 in
GET  /so-cu/muc/{old_entry}/                                          in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
POST /so-cu/muc/{old_entry}/                                          in  no  no  404 go  go  go  go  no  404 404 404 404 in
GET  /so-cu/lo/{old_lot}/                                             in  no  no  404 ok  ok  ok  ok  ok  404 404 404 404 in
POST /so-cu/lo/{old_lot}/                                             in  no  no  404 go  go  go  go  no  404 404 404 404 in
GET  /so-cu/lo/{old_lot}/kiem/                                        in  no  no  404 ok  ok  ok  ok  no  404 404 404 404 in
POST /so-cu/lo/{old_lot}/kiem/                                        in  no  no  404 go  go  go  go  no  404 404 404 404 in
GET  /dang-nhap/lop-hai                                               in
GET  /dang-nhap/thiet-lap                                             in
GET  /dang-nhap/mat-khau-moi                                          in
GET  /dang-nhap/khoa                                                  ok
GET  /dang-nhap/khoa-moi                                              no  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  no
GET  /dang-nhap/thanh-pho                                             405
GET  /dang-nhap/thanh-pho/ve                                          404
GET  /tai-khoan/dang-nhap/                                            in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /tai-khoan/phien/                                                ok
POST /tai-khoan/phien/1/ket-thuc/                                     in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /tai-khoan/phien/khac/ket-thuc/                                  in  no  no  go  go  go  go  go  go  go  go  go  go  in
GET  /tai-khoan/xac-minh/moi/                                         in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
POST /tai-khoan/xac-minh/moi/                                         in  no  no  bad bad bad bad bad bad bad bad bad bad in
POST /tai-khoan/xac-minh/1/go/                                        in  no  no  404 404 404 404 404 404 404 404 404 404 in
POST /tai-khoan/ma-du-phong/                                          in  no  no  go  go  go  go  go  go  go  go  go  go  in
GET  /tai-khoan/mat-khau/                                             in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /tai-khoan/xac-nhan/                                             in  no  no  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  in
GET  /tai-khoan/tiep-tuc/                                             in  no  no  go  go  go  go  go  go  go  go  go  go  in
GET  /quan-tri-dang-nhap/                                             in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /quan-tri-dang-nhap/he-thong/moi/                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /quan-tri-dang-nhap/he-thong/0/                                  in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /quan-tri-dang-nhap/he-thong/0/ket-thuc/                         in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /quan-tri-dang-nhap/can-bo/                                      in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /quan-tri-dang-nhap/can-bo/1/khoa/                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /.well-known/openid-configuration                                ok
GET  /.well-known/jwks.json                                           ok
GET  /oidc/authorize                                                  bad
POST /oidc/token                                                      bad
GET  /oidc/userinfo                                                   no
POST /oidc/revoke                                                     bad
GET  /oidc/logout                                                     go  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  go
GET  /doi-khop/                                                       in  no  no  no  ok  ok  ok  ok  no  no  ok  no  ok  in
POST /doi-khop/tiep/                                                  in  no  no  no  go  go  go  go  no  no  go  no  go  in
POST /doi-khop/thoi/                                                  in  no  no  no  go  go  go  go  no  no  go  no  go  in
POST /doi-khop/da-biet/                                               in  no  no  no  go  go  go  go  no  no  go  no  go  in
GET  /doi-khop/y-kien-khac-nhau/                                      in  no  no  no  404 404 ok  ok  no  no  404 no  ok  in
GET  /doi-khop/cap/{pair}/                                            in  no  no  no  ok  ok  ok  ok  no  no  404 no  ok  in
POST /doi-khop/cap/{pair}/                                            in  no  no  no  bad bad bad bad no  no  404 no  bad in
GET  /doi-khop/cap/{pair}/biet-them/                                  in  no  no  no  ok  ok  ok  ok  no  no  404 no  ok  in
GET  /doi-khop/cho-gop/                                               in  no  no  no  ok  ok  ok  ok  no  no  ok  no  ok  in
GET  /doi-khop/cho-gop/{to_merge}/                                    in  no  no  no  ok  ok  ok  ok  no  no  404 no  ok  in
POST /doi-khop/cho-gop/{to_merge}/                                    in  no  no  no  go  go  go  go  no  no  404 no  go  in
GET  /doi-khop/da-gop/                                                in  no  no  no  ok  ok  ok  ok  no  no  ok  no  ok  in
GET  /doi-khop/da-gop/{merge}/                                        in  no  no  no  ok  ok  ok  ok  no  no  404 no  ok  in
POST /doi-khop/da-gop/{merge}/                                        in  no  no  no  no  no  bad bad no  no  404 no  bad in
GET  /dot-luu-dong/                                                   in  no  no  ok  ok  ok  ok  no  ok  no  ok  no  no  in
GET  /dot-luu-dong/moi/                                               in  no  no  no  no  no  ok  no  no  no  no  no  no  in
POST /dot-luu-dong/moi/                                               in  no  no  no  no  no  bad no  no  no  no  no  no  in
GET  /dot-luu-dong/{drive}/                                           in  no  no  404 ok  ok  ok  no  ok  no  404 no  no  in
GET  /dot-luu-dong/{drive_draft}/diem-moi/                            in  no  no  404 no  no  ok  no  no  no  404 no  no  in
POST /dot-luu-dong/{drive_draft}/diem-moi/                            in  no  no  404 no  no  bad no  no  no  404 no  no  in
POST /dot-luu-dong/{drive_draft}/viec/cong-bo/                        in  no  no  404 no  no  go  no  no  no  404 no  no  in
GET  /dot-luu-dong/{drive}/danh-sach-moi/                             in  no  no  404 ok  ok  ok  no  ok  no  404 no  no  in
GET  /dot-luu-dong/{drive}/tai-nha/                                   in  no  no  404 ok  ok  ok  no  ok  no  404 no  no  in
POST /dot-luu-dong/{drive}/tai-nha/                                   in  no  no  404 no  no  bad no  no  no  404 no  no  in
GET  /dot-luu-dong/may                                                ok
GET  /dot-luu-dong/may/danh-sach                                      in  no  no  ok  ok  ok  ok  no  ok  no  ok  no  no  in
POST /dot-luu-dong/may/{point}/den                                    in  no  no  404 bad bad bad no  bad no  404 no  no  in
GET  /dot-luu-dong/diem/{point}/                                      in  no  no  404 ok  ok  ok  no  ok  no  404 no  no  in
POST /dot-luu-dong/diem/{point}/den/                                  in  no  no  404 bad bad bad no  bad no  404 no  no  in
POST /dot-luu-dong/diem/{point}/khong-hen/                            in  no  no  404 bad bad bad no  bad no  404 no  no  in
POST /dot-luu-dong/diem/{point}/luot/{lot_of_point}/                  in  no  no  404 go  go  go  no  go  no  404 no  no  in
GET  /chi-tra/                                                        in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /chi-tra/                                                        in  no  no  no  no  no  bad no  no  no  no  no  no  in
GET  /chi-tra/ngan-sach/                                              in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /chi-tra/ngan-sach/                                              in  no  no  no  no  no  no  bad no  no  no  no  no  in
GET  /chi-tra/ky/{payout}/                                            in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /chi-tra/ky/{payout}/viec/trinh/                                 in  no  no  no  no  no  409 no  no  no  no  no  no  in
GET  /chi-tra/ky/{payout}/phat-hien/                                  in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /chi-tra/ky/{payout}/phat-hien/{payout_finding}/                 in  no  no  no  no  no  bad no  no  no  no  no  no  in
GET  /chi-tra/ky/{payout}/thoi-huong/                                 in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /chi-tra/ky/{payout}/ngan-hang/                                  in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /chi-tra/ky/{payout_sent}/tien-mat/?q=mau                        in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /chi-tra/ky/{payout}/danh-sach.xlsx                              in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /chi-tra/ky/{payout}/danh-sach-1.pdf                             in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /chi-tra/ky/{payout_sent}/ky-nhan/                               in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /chi-tra/dong/{payout_cash}/chu-ky/                              in  no  no  no  no  no  404 404 no  no  no  no  no  in
GET  /chi-tra/truy-linh-thu-hoi/                                      in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /chi-tra/truy-linh-thu-hoi/                                      in  no  no  no  no  no  bad no  no  no  no  no  no  in
POST /chi-tra/truy-linh-thu-hoi/1/                                    in  no  no  no  no  no  no  404 no  no  no  no  no  in
GET  /chi-tra/truy-linh-thu-hoi/1/nop-lai/                            in  no  no  no  no  no  404 404 no  no  no  no  no  in
POST /chi-tra/truy-linh-thu-hoi/1/nop-lai/                            in  no  no  no  no  no  404 404 no  no  no  no  no  in
GET  /chi-tra/dong/{payout_line}/                                     in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /chi-tra/dong/{payout_line}/viec/tien-mat/                       in  no  no  no  no  no  409 no  no  no  no  no  no  in
GET  /chi-tra/dong/{payout_cash}/giao/                                in  no  no  no  no  no  ok  no  no  no  no  no  no  in
POST /chi-tra/dong/{payout_cash}/giao/                                in  no  no  no  no  no  bad no  no  no  no  no  no  in
GET  /ca-nhan/chi-tra/                                                in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ca-nhan/chi-tra/sao-ke.pdf                                      in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /ca-nhan/chi-tra/tai-khoan/                                      in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
POST /ca-nhan/chi-tra/tai-khoan/                                      in  bad bad go  go  go  go  go  go  go  go  go  go  in
POST /chi-tra/ngan-hang/tra-loi                                       no
GET  /dat-lich-luu-dong/                                              ok
GET  /dat-lich-luu-dong/{drive}/                                      ok
GET  /dat-lich-luu-dong/diem/{point}/                                 in  ok  ok  404 404 404 404 404 404 404 404 404 404 in
POST /dat-lich-luu-dong/diem/{point}/                                 in  bad bad 404 404 404 404 404 404 404 404 404 404 in
GET  /dat-lich-luu-dong/lich/{drive_booking}/                         in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /dat-lich-luu-dong/lich/{drive_booking}/huy/                     in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /ke-toan/                                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/doi-soat/                                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/doi-soat/2026-03-01/                                    in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/doi-soat/2026-03-01/chay/                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/doi-soat/2026-03-01/ky/                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/doi-soat/2026-03-01/tep/                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/doi-soat/khong-tep/1/                                   in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/chenh-lech/1/                                           in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/quyet-toan/                                             in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/tien-ve/                                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/tien-ve/1/                                              in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/sao-ke/                                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/tien-giu/                                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/tien-giu/{order}/                                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/                                                     in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/tai-khoan/cash/                                      in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/but-toan/1/                                          in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/khoa-so/                                             in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/so/khoa-so/                                             in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/ho-tro/moi/                                          in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/so/ho-tro/moi/                                          in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/ho-tro/1/                                            in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/so/ho-tro/1/                                            in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/so/ho-tro/                                              in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/nop-ngan-sach/                                          in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/nop-ngan-sach/moi/                                      in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/nop-ngan-sach/1/                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /ke-toan/nop-ngan-sach/1/                                        in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/nop-ngan-sach/1/mau.pdf                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/bao-cao/                                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/bao-cao/so-chi-tiet/                                    in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/bao-cao/so-chi-tiet.csv                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/bao-cao/so-chi-tiet.xlsx                                in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/bao-cao/tien-mat/                                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /ke-toan/bao-cao/truc-tuyen/                                     in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /thanh-toan/diem-thu/bien-dong                                   no
GET  /quay/{till_counter}/man-hinh                                    ok
GET  /quay/{till_counter}/man-hinh.json                               ok
GET  /quay/thu-tien/                                                  in  no  no  ok  no  no  no  no  no  no  no  no  no  in
POST /quay/thu-tien/mo/                                               in  no  no  go  no  no  no  no  no  no  no  no  no  in
POST /quay/thu-tien/viec/dem/                                         in  no  no  409 no  no  no  no  no  no  no  no  no  in
POST /quay/thu-tien/hoan/1/                                           in  no  no  404 no  no  no  no  no  no  no  no  no  in
GET  /quay/thu-tien/bien-ban/{hand_over}/                             in  no  no  404 no  no  ok  ok  no  no  no  no  no  in
POST /quay/thu-tien/man-hinh/xoa/                                     in  no  no  go  no  no  no  no  no  no  no  no  no  in
GET  /quay/thu-tien/ho-so/{copy_code}/the/                            in  no  no  404 no  404 no  no  no  404 404 404 404 in
POST /quay/thu-tien/ho-so/{copy_code}/the/                            in  no  no  404 no  404 no  no  no  404 404 404 404 in
GET  /quay/thu-tien/ho-so/{copy_code}/to-chuc/                        in  no  no  404 no  404 no  no  no  404 404 404 404 in
POST /quay/thu-tien/ho-so/{copy_code}/to-chuc/                        in  no  no  404 no  404 no  no  no  404 404 404 404 in
POST /quay/thu-tien/ho-so/{copy_code}/man-hinh/                       in  no  no  404 no  404 no  no  no  404 404 404 404 in
GET  /quay/thu-tien/ho-so/{copy_code}/phieu/                          in  no  no  404 no  404 no  no  no  404 404 404 404 in
GET  /quay/ban-giao/                                                  in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /quay/ban-giao/nop/                                              in  no  no  no  no  no  bad bad no  no  no  no  no  in
POST /quay/ban-giao/cach-thu/                                         in  no  no  no  no  no  go  go  no  no  no  no  no  in
GET  /quay/ban-giao/nop/{deposit}/                                    in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /quay/ban-giao/nop/{deposit}/huy/                                in  no  no  no  no  no  bad bad no  no  no  no  no  in
POST /quay/ban-giao/{hand_over}/nhan/                                 in  no  no  no  no  no  bad bad no  no  no  no  no  in
GET  /diem-thu/                                                       in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
GET  /diem-thu/dang-ky/                                               in  ok  ok  go  go  go  go  go  go  go  go  go  go  in
POST /diem-thu/dang-ky/                                               in  bad bad go  go  go  go  go  go  go  go  go  go  in
GET  /diem-thu/{merchant}/                                            in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /diem-thu/{merchant}/viec/ke-khai/                               in  bad 404 404 404 404 404 404 404 404 404 404 404 in
GET  /diem-thu/{merchant}/ma/                                         in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /khong-tien-mat/                                                 in  no  no  no  no  no  ok  ok  no  no  no  no  ok  in
GET  /khong-tien-mat/khu-moi/                                         in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
POST /khong-tien-mat/khu-moi/                                         in  no  no  no  no  no  bad bad no  no  no  no  no  in
POST /khong-tien-mat/diem-thu/{merchant_new}/khong-duyet/             in  no  no  no  no  no  bad bad no  no  no  no  no  in
GET  /khong-tien-mat/khu/{zone}/ma/                                   in  no  no  no  no  no  ok  ok  no  no  no  no  no  in
GET  /khong-tien-mat/khu/                                             ok
GET  /khong-tien-mat/khu/{zone}/                                      ok
GET  /thu-theo-lop/                                                   in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /thu-theo-lop/moi/                                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /thu-theo-lop/moi/                                               in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /thu-theo-lop/{school_campaign}/                                 in  no  no  no  no  no  no  no  no  no  no  no  no  in
POST /thu-theo-lop/{school_campaign}/viec/mo/                         in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /thu-theo-lop/{school_campaign}/danh-sach/                       in  no  no  no  no  no  no  no  no  no  no  no  no  in
GET  /hoc-phi/{school_pupil}/                                         in  ok  404 404 404 404 404 404 404 404 404 404 404 in
GET  /hoc-phi/{school_pupil}/thanh-toan/                              in  ok  404 404 404 404 404 404 404 404 404 404 404 in
POST /hoc-phi/{school_pupil}/thanh-toan/                              in  bad 404 404 404 404 404 404 404 404 404 404 404 in
POST /quay/thu-tien/hoan-the/1/                                       in  no  no  404 no  no  no  no  no  no  no  no  no  in
POST /hoc-phi/{school_pupil}/chon/                                    in  go  404 404 404 404 404 404 404 404 404 404 404 in
POST /hoc-phi/{school_pupil}/chuyen-khoan/                            in  go  404 404 404 404 404 404 404 404 404 404 404 in
GET  /api/nothing                                                     404
"""


def rows() -> dict[str, list[Row]]:
    """The table by route, which the address itself tells; one word stands for all roles."""
    found: dict[str, list[Row]] = {}
    for line in TABLE.strip().splitlines():
        if line.lstrip().startswith("#"):
            continue
        method, path, *expected = line.split()
        if len(expected) == 1:
            expected *= len(ROLES)
        assert len(expected) == len(ROLES), line
        found.setdefault(access_city.route_of(path), []).append(Row(method, path, tuple(expected)))
    return found


@pytest.fixture
def things(city):
    return access_city.build()


def test_every_address_has_a_row_and_no_row_is_left_over():
    assert set(access_city.routes()) == set(rows())


def test_each_role_gets_what_the_table_says_and_each_look_is_written_down(things):
    wrong, unseen, walk = [], [], Walk()
    for route, lines in rows().items():
        for row in lines:
            for role, expected in zip(ROLES, row.expected, strict=True):
                got = things.status(role, row.method, row.path, things.act if "/viec/" in row.path else None)
                if got != expected:
                    wrong.append(f"{row.method} {route}: {ROLES[role]} gets {got}, not {expected}")
                unseen += walk.faults(route, row.method, role, got, things.looks, things.shows)
    assert wrong == []
    assert unseen + walk.never() == []


def test_every_address_says_whose_data_it_shows():
    """A new address fails here until somebody has decided: see `shown_data`."""
    assert set(shown_data.declared()) == set(rows())


def test_throwing_away_somebody_elses_draft_throws_nothing_away(things):
    client, _ = things.clients["oth"]
    client.post(f"/nop/ban-nhap/{things.names['draft']}/bo")
    assert Draft.objects.filter(id=things.names["draft"]).exists()
