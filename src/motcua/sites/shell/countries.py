"""Countries and territories to choose a nationality from: ISO 3166-1 codes with Vietnamese and English names."""

from motcua.sites.shell.fields import Option

_NAMES = """VN Việt Nam|Vietnam;LA Lào|Laos;KH Campuchia|Cambodia;CN Trung Quốc|China;TW Đài Loan|Taiwan
HK Hồng Kông|Hong Kong;KR Hàn Quốc|South Korea;JP Nhật Bản|Japan;US Hoa Kỳ|United States;AU Úc|Australia
AF Afghanistan|Afghanistan;AL Albania|Albania;DZ Algeria|Algeria;AD Andorra|Andorra;AO Angola|Angola
AG Antigua và Barbuda|Antigua and Barbuda;AR Argentina|Argentina;AM Armenia|Armenia;AT Áo|Austria
AZ Azerbaijan|Azerbaijan;BS Bahamas|Bahamas;BH Bahrain|Bahrain;BD Bangladesh|Bangladesh;BB Barbados|Barbados
BY Belarus|Belarus;BE Bỉ|Belgium;BZ Belize|Belize;BJ Benin|Benin;BT Bhutan|Bhutan;BO Bolivia|Bolivia
BA Bosnia và Herzegovina|Bosnia and Herzegovina;BW Botswana|Botswana;BR Brasil|Brazil;BN Brunei|Brunei
BG Bulgaria|Bulgaria;BF Burkina Faso|Burkina Faso;BI Burundi|Burundi;CV Cabo Verde|Cape Verde
CM Cameroon|Cameroon;CA Canada|Canada;CF Cộng hòa Trung Phi|Central African Republic;TD Chad|Chad;CL Chile|Chile
CO Colombia|Colombia;KM Comoros|Comoros;CG Congo|Congo;CD Cộng hòa Dân chủ Congo|DR Congo;CR Costa Rica|Costa Rica
CI Bờ Biển Ngà|Côte d'Ivoire;HR Croatia|Croatia;CU Cuba|Cuba;CY Síp|Cyprus;CZ Séc|Czechia;DK Đan Mạch|Denmark
DJ Djibouti|Djibouti;DM Dominica|Dominica;DO Cộng hòa Dominica|Dominican Republic;EC Ecuador|Ecuador;EG Ai Cập|Egypt
SV El Salvador|El Salvador;GQ Guinea Xích Đạo|Equatorial Guinea;ER Eritrea|Eritrea;EE Estonia|Estonia
SZ Eswatini|Eswatini;ET Ethiopia|Ethiopia;FJ Fiji|Fiji;FI Phần Lan|Finland;FR Pháp|France;GA Gabon|Gabon
GM Gambia|Gambia;GE Gruzia|Georgia;DE Đức|Germany;GH Ghana|Ghana;GR Hy Lạp|Greece;GD Grenada|Grenada
GT Guatemala|Guatemala;GN Guinea|Guinea;GW Guinea-Bissau|Guinea-Bissau;GY Guyana|Guyana;HT Haiti|Haiti
VA Tòa thánh Vatican|Holy See;HN Honduras|Honduras;HU Hungary|Hungary;IS Iceland|Iceland;IN Ấn Độ|India
ID Indonesia|Indonesia;IR Iran|Iran;IQ Iraq|Iraq;IE Ireland|Ireland;IL Israel|Israel;IT Ý|Italy;JM Jamaica|Jamaica
JO Jordan|Jordan;KZ Kazakhstan|Kazakhstan;KE Kenya|Kenya;KI Kiribati|Kiribati;KP Triều Tiên|North Korea
KW Kuwait|Kuwait;KG Kyrgyzstan|Kyrgyzstan;LV Latvia|Latvia;LB Liban|Lebanon;LS Lesotho|Lesotho;LR Liberia|Liberia
LY Libya|Libya;LI Liechtenstein|Liechtenstein;LT Litva|Lithuania;LU Luxembourg|Luxembourg;MO Ma Cao|Macao
MG Madagascar|Madagascar;MW Malawi|Malawi;MY Malaysia|Malaysia;MV Maldives|Maldives;ML Mali|Mali;MT Malta|Malta
MH Quần đảo Marshall|Marshall Islands;MR Mauritania|Mauritania;MU Mauritius|Mauritius;MX Mexico|Mexico
FM Micronesia|Micronesia;MD Moldova|Moldova;MC Monaco|Monaco;MN Mông Cổ|Mongolia;ME Montenegro|Montenegro
MA Maroc|Morocco;MZ Mozambique|Mozambique;MM Myanmar|Myanmar;NA Namibia|Namibia;NR Nauru|Nauru;NP Nepal|Nepal
NL Hà Lan|Netherlands;NZ New Zealand|New Zealand;NI Nicaragua|Nicaragua;NE Niger|Niger;NG Nigeria|Nigeria
MK Bắc Macedonia|North Macedonia;NO Na Uy|Norway;OM Oman|Oman;PK Pakistan|Pakistan;PW Palau|Palau
PS Palestine|Palestine;PA Panama|Panama;PG Papua New Guinea|Papua New Guinea;PY Paraguay|Paraguay;PE Peru|Peru
PH Philippines|Philippines;PL Ba Lan|Poland;PT Bồ Đào Nha|Portugal;QA Qatar|Qatar;RO Romania|Romania;RU Nga|Russia
RW Rwanda|Rwanda;KN Saint Kitts và Nevis|Saint Kitts and Nevis;LC Saint Lucia|Saint Lucia
VC Saint Vincent và Grenadines|Saint Vincent and the Grenadines;WS Samoa|Samoa;SM San Marino|San Marino
ST São Tomé và Príncipe|São Tomé and Príncipe;SA Ả Rập Xê Út|Saudi Arabia;SN Senegal|Senegal;RS Serbia|Serbia
SC Seychelles|Seychelles;SL Sierra Leone|Sierra Leone;SG Singapore|Singapore;SK Slovakia|Slovakia;SI Slovenia|Slovenia
SB Quần đảo Solomon|Solomon Islands;SO Somalia|Somalia;ZA Nam Phi|South Africa;SS Nam Sudan|South Sudan
ES Tây Ban Nha|Spain;LK Sri Lanka|Sri Lanka;SD Sudan|Sudan;SR Suriname|Suriname;SE Thụy Điển|Sweden
CH Thụy Sĩ|Switzerland;SY Syria|Syria;TJ Tajikistan|Tajikistan;TZ Tanzania|Tanzania;TH Thái Lan|Thailand
TL Đông Timor|Timor-Leste;TG Togo|Togo;TO Tonga|Tonga;TT Trinidad và Tobago|Trinidad and Tobago;TN Tunisia|Tunisia
TR Thổ Nhĩ Kỳ|Türkiye;TM Turkmenistan|Turkmenistan;TV Tuvalu|Tuvalu;UG Uganda|Uganda;UA Ukraina|Ukraine
AE Các Tiểu vương quốc Ả Rập Thống nhất|United Arab Emirates;GB Anh|United Kingdom;UY Uruguay|Uruguay
UZ Uzbekistan|Uzbekistan;VU Vanuatu|Vanuatu;VE Venezuela|Venezuela;YE Yemen|Yemen;ZM Zambia|Zambia;ZW Zimbabwe|Zimbabwe"""


def _read() -> tuple[Option, ...]:
    options = []
    for entry in _NAMES.replace("\n", ";").split(";"):
        vi, en = entry[3:].split("|")
        options.append(Option(entry[:2], {"vi": vi, "en": en}))
    return tuple(options)


COUNTRIES = _read()
"""Việt Nam and those met most often first, then the English alphabet."""

COUNTRY_NAMES = {option.value: option.label for option in COUNTRIES}
