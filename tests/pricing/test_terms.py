"""Terms as tables and options write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from mesoplan import Amount, Duration
from mesoplan.errors import UsageError
from mesoplan.pricing.packs import goods_of
from mesoplan.pricing.terms import PriceOptions, bases_for, basis_of, read_options
from mesoplan.tables.catalog import Catalog
from mesoplan.tables.prices import Consultation, Discount, Missed, Pack, Price, Tax, Terms
from tests.pricing.helpers import as_text, from_text, own, row, rows, terms


class TestShortTexts:
    @pytest.mark.parametrize(
        ("text", "fields"),
        [
            ("6=900", {"sessions": "6", "price": "900"}),
            (" 6 = 900 ", {"sessions": "6", "price": "900"}),
            ("5+1", {"sessions": "5", "free": "1"}),
            ("5 + 1", {"sessions": "5", "free": "1"}),
            ("5+1=850", {"sessions": "5", "free": "1", "price": "850"}),
            ("6=900-1100", {"sessions": "6", "price": "900-1100"}),
            ("6=900 valid 12 months", {"sessions": "6", "price": "900", "valid": "12 months"}),
            ("5+1, valid 1 year", {"sessions": "5", "free": "1", "valid": "1 year"}),
            ("100=1", {"sessions": "100", "price": "1"}),
        ],
    )
    def test_a_pack(self, text: str, fields: dict[str, str]) -> None:
        assert from_text(Pack, text) == Pack.model_validate(fields)
        assert from_text(Pack, str(from_text(Pack, text))) == from_text(Pack, text)

    @pytest.mark.parametrize(
        ("text", "fields"),
        [
            ("195", {"price": "195"}),
            ("195 kept", {"price": "195"}),
            ("195 deducted", {"price": "195", "deducted": "true"}),
            ("30 each visit", {"price": "30", "each": "visit"}),
            ("0", {"price": "0"}),
        ],
    )
    def test_a_consultation(self, text: str, fields: dict[str, str]) -> None:
        assert from_text(Consultation, text) == Consultation.model_validate(fields)

    @pytest.mark.parametrize(
        ("text", "rate", "included"),
        [("18%", 18, False), ("18", 18, False), ("17.5% included", "17.5", True), ("18% added", 18, False)],
    )
    def test_a_tax(self, text: str, rate: Any, included: bool) -> None:
        tax = from_text(Tax, text)
        assert (tax.rate, tax.included) == (Decimal(rate), included)

    @pytest.mark.parametrize(
        ("text", "percent", "on_packs"),
        [("10%", 10, False), ("10", 10, False), ("10% on packs", 10, True), ("100%", 100, False)],
    )
    def test_a_discount(self, text: str, percent: int, on_packs: bool) -> None:
        discount = from_text(Discount, text)
        assert (discount.percent, discount.on_packs) == (Decimal(percent), on_packs)

    @pytest.mark.parametrize(
        ("text", "rule", "fee"), [("forfeited", "forfeited", None), ("free", "free", None), ("fee 50", "fee", 50)]
    )
    def test_a_missed_session(self, text: str, rule: str, fee: int | None) -> None:
        missed = from_text(Missed, text)
        assert (missed.rule, missed.fee) == (rule, None if fee is None else Decimal(fee))

    @pytest.mark.parametrize(
        ("model", "text", "part"),
        [
            (Pack, "6", '"6" is not a pack: write 6=900'),
            (Pack, "six", '"six" is not a pack'),
            (Pack, "6-8=10", '"6-8=10" is not a pack'),
            (Pack, "=900", "is not a pack"),
            (Pack, "0=10", "write at least 1"),
            (Pack, "101=10", "write at most 100"),
            (Pack, "5+0", "needs its price, or free sessions"),
            (Pack, "6=-10", "is not a range"),
            (Pack, "6=0", "0"),
            (Pack, "6=900 valid 6-12 months", "one length of time"),
            (Pack, "6=900 valid 3 hours", "not hours"),
            (Pack, "6=900 valid 12", "12"),
            (Consultation, "free", '"free" is not one amount'),
            (Consultation, "195 later", "write 195, 195 deducted, or 195 each visit"),
            (Consultation, "-5", '"-5" is negative'),
            (Tax, "120%", "write at most 100%"),
            (Tax, "100.1%", "write at most 100%"),
            (Tax, "-5%", "negative"),
            (Tax, "vat", "not a percentage"),
            (Tax, "18% maybe", "write 18% if it is added"),
            (Discount, "half", "not a percentage"),
            (Discount, "10% off", "write 10%, or 10% on packs"),
            (Missed, "lost", "write forfeited, free or fee 50"),
            (Missed, "fee", "write fee 50, forfeited or free"),
            (Missed, "free 50", "write fee 50, forfeited or free"),
        ],
    )
    def test_what_is_not_one_is_refused_in_a_sentence(self, model: Any, text: str, part: str) -> None:
        with pytest.raises(UsageError) as error:
            from_text(model, text)
        assert part in error.value.message


def test_a_tax_is_added_unless_it_is_said_to_be_included() -> None:
    assert not Tax.model_validate({"rate": "18%"}).included
    assert not Consultation.model_validate({"price": "18"}).deducted
    assert not Discount.model_validate({"percent": "18"}).on_packs


class TestTables:
    def test_the_shipped_rows_are_read(self) -> None:
        assert list(rows()) == ["uk", "us", "turkey", "eurozone", "worldwide"]
        assert rows()["uk"].per_session == Amount(Decimal(150), Decimal(400))

    def test_every_field_of_a_clinic_is_read(self) -> None:
        found: Any = row(
            packs=[{"sessions": 6, "price": "900-1000", "valid": "12 months"}, {"sessions": 5, "free": 1}],
            per_session=200,
            fee=50,
            consultation={"price": 195, "deducted": True},
            deposit=100,
            tax={"rate": "18%", "included": False},
            discount={"percent": "10%", "on_packs": True},
            per_visit=15,
            maintenance_session=180,
            missed={"rule": "fee", "fee": 40},
            refund="used-at-single-price",
            valid="2026-12-31",
            instalments=3,
            code="GB",
            holidays="GB-ENG",
        )
        assert found.packs[0].valid == Duration.parse("12 months")
        assert (found.packs[1].size, found.deducted, found.holidays) == (6, 195, "GB-ENG")

    def test_short_texts_stand_for_fields_in_tables_too(self) -> None:
        short = row(per_session=200, packs=["6=900"], consultation="195 deducted", tax="18%", missed="fee 40")
        assert short.packs == (from_text(Pack, "6=900"),)
        assert short.consultation == from_text(Consultation, "195 deducted")

    @pytest.mark.parametrize(
        ("fields", "where", "part"),
        [
            ({}, (), "write per_session, or packs"),
            ({"packs": ["5+1"]}, (), "needs per_session"),
            ({"per_session": "0"}, ("per_session",), "names 0"),
            ({"per_session": 100, "fee": "-1"}, ("fee",), "negative"),
            ({"per_session": 100, "fee": "cheap"}, ("fee",), "figures alone"),
            ({"per_session": 100, "fee": "1000000001"}, ("fee",), "too large"),
            ({"per_session": 100, "packs": [{"sessions": 0, "price": 1}]}, ("packs", 0, "sessions"), "equal to 1"),
            ({"per_session": 100, "packs": [{"sessions": 1_000_000, "price": 1}]}, ("packs", 0, "sessions"), "100"),
            ({"per_session": 100, "packs": [{"sessions": 6}]}, ("packs", 0), "needs its price"),
            ({"per_session": 100, "packs": [f"{n}=900" for n in range(1, 22)]}, ("packs",), "at most 20"),
            ({"per_session": 100, "tax": {"rate": "101%"}}, ("tax", "rate"), "at most 100%"),
            ({"per_session": 100, "discount": "101%"}, ("discount", "percent"), "at most 100%"),
            ({"per_session": 100, "instalments": 1}, ("instalments",), "equal to 2"),
            ({"per_session": 100, "instalments": 121}, ("instalments",), "equal to 120"),
            (
                {"per_session": 100, "consultation": {"price": 5, "each": "visit", "deducted": True}},
                ("consultation",),
                "never deducted",
            ),
            ({"packs": ["6=900", "5+1"]}, (), "needs per_session"),
            ({"per_session": 100, "code": "1B"}, ("code",), "is not two capital letters"),
            ({"per_session": "99.999"}, (), "finer than GBP"),
            ({"per_session": "99-99.999"}, (), "finer than GBP"),
            ({"per_session": 99, "packs": ["6=99.999"]}, (), "finer than GBP"),
            ({"per_session": 99, "consultation": "9.999"}, (), "finer than GBP"),
            ({"per_session": 99, "missed": "fee 9.999"}, (), "finer than GBP"),
            ({"per_session": "99.4", "currency": "JPY"}, (), "write 99"),
            ({"per_session": 100, "currency": "XXX"}, ("currency",), "is not a currency"),
            ({"per_session": 100, "code": "gb"}, ("code",), "such as GB"),
            ({"per_session": 100, "valid": "31/12/2026"}, ("valid",), "YYYY-MM-DD"),
            ({"per_session": 100, "refund": "all"}, ("refund",), "none"),
        ],
    )
    def test_what_cannot_be_is_a_fault_of_its_field(self, fields: dict[str, Any], where: Any, part: str) -> None:
        with pytest.raises(ValidationError) as error:
            row(**fields)
        first = error.value.errors()[0]
        assert first["loc"] == where
        assert part in first["msg"]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"per_session": "99.999"}, "per_session"),
            ({"per_session": "1.000"}, "per_session"),
            ({"packs": ["6=900"], "consultation": "901 deducted"}, "consultation"),
            ({"packs": ["6=900"], "deposit": 901}, "deposit"),
            ({"packs": ["4=700", "6=900", "2=400"], "deposit": 901}, "deposit"),
            ({"per_session": 100, "packs": ["5+1"], "deposit": 501}, "deposit"),
            ({"packs": ["6=99.999"]}, "packs.0"),
            ({"packs": ["5+1"]}, "packs.0"),
        ],
    )
    def test_a_fault_of_several_fields_names_the_one_to_look_at(self, fields: dict[str, Any], field: str) -> None:
        with pytest.raises(ValidationError) as error:
            row(**fields)
        assert error.value.errors()[0]["ctx"]["error"].field == field

    @pytest.mark.parametrize(
        "fields",
        [
            {"per_session": "1000000000", "fee": "1000000000"},
            {"per_session": 100, "packs": [f"{n}=900" for n in range(1, 21)]},
            {"per_session": "99.999", "currency": "KWD"},
        ],
    )
    def test_what_can_be_is_taken(self, fields: dict[str, Any]) -> None:
        assert row(**fields)

    @pytest.mark.parametrize(
        ("fields", "doubted"),
        [
            ({"per_session": 100, "packs": ["6=600"]}, []),
            ({"per_session": 100, "packs": ["6=601"]}, ["packs.0"]),
            ({"per_session": "90-100", "packs": ["6=590-700"]}, []),
            ({"per_session": 100, "packs": ["5+1=601"]}, ["packs.0"]),
            ({"per_session": "100+", "packs": ["6=601"]}, []),
            ({"per_session": 100, "packs": ["5+1"]}, []),
            ({"per_session": 100, "consultation": "100 deducted"}, []),
            ({"per_session": 100, "consultation": "101 deducted"}, ["consultation"]),
            ({"per_session": 100, "consultation": "101"}, []),
            ({"packs": ["6=900"], "consultation": "900 deducted", "deposit": 900}, []),
            ({"packs": ["6=900"], "consultation": "901"}, []),
            ({"packs": ["4=700", "6=900", "2=400"], "deposit": 900}, []),
            ({"packs": ["6=900", "10=900+"], "deposit": 901}, []),
            ({"per_session": 100, "packs": ["5+1"], "deposit": 500}, []),
            ({"per_session": 100, "deposit": 901}, []),
            ({"packs": ["6=900"], "discount": "10%"}, ["discount"]),
            ({"packs": ["6=900"], "discount": "10% on packs"}, []),
            ({"per_session": 100, "packs": ["6=500"], "discount": "10%"}, []),
        ],
    )
    def test_what_is_hardly_meant_is_a_warning(self, fields: dict[str, Any], doubted: list[str]) -> None:
        assert [field for field, _ in row(**fields).doubts()] == doubted


class TestOptions:
    @pytest.mark.parametrize(
        ("word", "amount", "currency"),
        [
            ("250", "250", None),
            ("200-280", "200-280", None),
            ("180GBP", "180", "GBP"),
            ("180 GBP", "180", "GBP"),
            ("150 pounds", "150", "GBP"),
            ("1 Euro", "1", "EUR"),
            ("200-280 dollars", "200-280", "USD"),
            ("80usd", "80", "USD"),
            ("GBP 180", "180", "GBP"),
            ("£180", "180", "GBP"),
            ("£180-220", "180-220", "GBP"),
            ("£180-£220", "180-220", "GBP"),
            ("200-280 CAD", "200-280", "CAD"),
            ("200CAD", "200", "CAD"),
            ("€99.50", "99.50", "EUR"),
            ("$99", "99", "USD"),
        ],
    )
    def test_a_price_may_have_a_sign_or_a_code(self, word: str, amount: str, currency: str | None) -> None:
        found = read_options({"per_session": word})
        assert (found.per_session, found.currency) == (Amount.parse(amount), currency)

    def test_every_option_fills_the_field_of_a_table(self) -> None:
        words = {
            "per_session": "£200", "fee": "50 GBP", "consultation": "£195 deducted", "tax": "18%", "discount": "10%",
            "per_visit": "15", "maintenance_session": "180", "deposit": "100",
        }  # fmt: skip
        found = read_options({**words, "packs": ["6=£900", "5+1"]})
        assert found.currency == "GBP"
        plain = {**words, "per_session": 200, "fee": 50, "consultation": "195 deducted"}
        assert found == terms(**plain, packs=["6=900", "5+1"], currency="GBP")

    def test_what_is_not_given_is_not_set(self) -> None:
        found = read_options({"per_session": None, "fee": "0"})
        assert (found.fee, found.packs, found.currency) == (Decimal(0), (), None)
        assert not found.names_prices
        assert (found.budget, found.paid, found.stop_after) == (None, None, None)

    @pytest.mark.parametrize(
        ("words", "packs", "field", "part"),
        [
            (
                {"per_session": "abc"},
                [],
                "per_session",
                '"abc" has no figure: write one such as 250',
            ),
            ({"per_session": "250XYZ"}, [], "per_session", '"XYZ" is not a currency'),
            ({"per_session": "£250 EUR"}, [], "per_session", "names two currencies"),
            ({"per_session": "250GBP", "fee": "50EUR"}, [], "fee", '"50EUR" is in another currency'),
            ({"per_session": "0"}, [], "per_session", '"0" names 0'),
            ({"per_session": "-5"}, [], "per_session", "is not a range"),
            ({"per_session": "280-200"}, [], "per_session", "backwards"),
            ({"fee": "-80"}, [], "fee", "negative"),
            ({"fee": "1,000"}, [], "fee", '"1,000" is not one amount'),
            ({"per_visit": "cheap"}, [], "per_visit", "no figure"),
            ({"discount": "120%"}, [], "discount", '"120%" is too large'),
            ({"discount": "half"}, [], "discount", "not a percentage"),
            ({"tax": "18% maybe"}, [], "tax", '"18% maybe" is not a tax'),
            ({}, ["6"], "packs", '"6" is not a pack: write 6=900'),
            ({}, ["0=10"], "packs", "write at least 1"),
            ({}, ["6=0"], "packs", "names 0"),
        ],
    )
    def test_a_wrong_word_is_an_error_of_its_field(
        self, words: dict[str, str | None], packs: list[str], field: str, part: str
    ) -> None:
        with pytest.raises(UsageError) as error:
            read_options({**words, "packs": packs})
        assert error.value.field == field
        assert part in error.value.message

    def test_a_budget_and_what_is_paid_are_sums_too(self) -> None:
        found = read_options({"budget": "£1000", "paid": "300", "stop_after": 2})
        assert (found.budget, found.paid, found.stop_after) == (Decimal(1000), Decimal(300), 2)
        assert found.currency == "GBP"

    def test_when_a_patient_stops_can_be_asked_for_alone(self) -> None:
        assert read_options({"per_session": None, "stop_after": 2}).stop_after == 2

    @pytest.mark.parametrize("option", ["budget", "paid"])
    def test_a_wrong_sum_is_an_error_of_its_option(self, option: str) -> None:
        with pytest.raises(UsageError, match="negative") as error:
            read_options({option: "-1"})
        assert error.value.field == option


class TestWhosePrices:
    CLINIC = row(id="clinic", per_session=200, code="GB")

    def meant(self, options: PriceOptions, *countries: Price, clinic: Price | None = None) -> list[Any]:
        """Return the rows that are meant: id, whether it is a clinic's, id of what it is judged by."""
        prices = {**rows(), **({clinic.id: clinic} if clinic else {})}
        ids = {"prices": frozenset([clinic.id] if clinic else [])}
        bases = bases_for(options, countries, Catalog.model_construct(prices=prices, published=rows(), own_ids=ids))
        return [
            (basis.row and basis.row.id, basis.is_clinics, basis.published and basis.published.id) for basis in bases
        ]

    def test_without_a_country_every_row_is_meant(self) -> None:
        assert [one[0] for one in self.meant(read_options({}))] == list(rows())

    def test_a_countrys_row_is_judged_by_itself(self) -> None:
        assert self.meant(read_options({}), rows()["uk"]) == [("uk", False, "uk")]
        assert self.meant(read_options({"per_session": "250"}), rows()["uk"]) == [("uk", True, "uk")]

    def test_the_currency_of_a_price_may_stand_for_the_country(self) -> None:
        assert self.meant(read_options({"per_session": "250GBP"})) == [("uk", True, "uk")]

    def test_a_price_that_could_be_in_several_places_is_in_none_of_them(self) -> None:
        assert self.meant(read_options({"per_session": "$80"})) == [(None, True, None)]
        clinic = row(id="clinic", per_session=200)  # another clinic's terms are none of this one's
        assert self.meant(read_options({"per_session": "250GBP"}), clinic=clinic) == [("uk", True, "uk")]

    def test_a_currency_without_a_row_needs_none(self) -> None:
        assert self.meant(read_options({"per_session": "200CAD"})) == [(None, True, None)]

    def test_a_clinics_row_is_judged_by_the_published_one_of_its_country(self) -> None:
        assert self.meant(read_options({}), self.CLINIC, clinic=self.CLINIC) == [("clinic", True, "uk")]
        uk = row(id="uk", per_session=200)
        assert self.meant(read_options({}), uk, clinic=uk) == [("uk", True, "uk")]
        nowhere = row(id="clinic", per_session=200, currency="USD")  # as the row worldwide, which has no code either
        assert self.meant(read_options({}), nowhere, clinic=nowhere) == [("clinic", True, None)]

    @pytest.mark.parametrize(
        ("code", "judge"),
        [("DE", "eurozone"), ("FR", "eurozone"), ("IE", "eurozone"), ("DK", None), ("GB", None), (None, None)],
    )
    def test_a_clinic_is_judged_by_the_euro_area_only_where_that_is_where_it_is(
        self, code: str | None, judge: str | None
    ) -> None:
        clinic = row(per_session=200, currency="EUR", **({"code": code} if code else {}))
        assert self.meant(read_options({}), clinic, clinic=clinic) == [("clinic", True, judge)]

    def test_without_a_published_row_of_the_euro_area_its_clinics_are_judged_by_none(self) -> None:
        clinic = row(per_session=200, currency="EUR", code="FR")
        catalog = Catalog.model_construct(
            prices={"clinic": clinic}, published={"uk": rows()["uk"]}, own_ids={"prices": frozenset(["clinic"])}
        )
        (basis,) = bases_for(read_options({}), [clinic], catalog)
        assert (basis.is_clinics, basis.published) == (True, None)

    def test_two_currencies_are_enough_to_ask(self) -> None:
        with pytest.raises(UsageError, match="this could be in GBP or USD"):
            self.meant(read_options({"budget": "250"}), rows()["uk"], rows()["us"])

    @pytest.mark.parametrize("word", ["budget", "paid", "fee", "per_session", "consultation"])
    def test_a_sum_that_could_be_in_several_currencies_is_refused(self, word: str) -> None:
        with pytest.raises(
            UsageError, match="this could be in EUR or GBP or USD: write the currency, such as 250GBP, or"
        ) as error:
            self.meant(read_options({word: "250"}))
        assert error.value.field == word

    def test_a_share_is_in_no_currency(self) -> None:
        assert len(self.meant(read_options({"discount": "10%", "tax": "18%"}))) == len(rows())

    def test_several_rows_in_one_currency_take_a_sum(self) -> None:
        assert len(self.meant(read_options({"budget": "900"}), rows()["us"], rows()["turkey"])) == 2


class TestBasis:
    def test_a_price_without_a_currency_needs_a_country(self) -> None:
        with pytest.raises(UsageError, match="write 250GBP, or add --country") as error:
            basis_of(None, terms(per_session=250))
        assert error.value.field == "price"

    def test_a_countrys_prices_are_in_its_currency(self) -> None:
        with pytest.raises(UsageError, match="United Kingdom is in GBP here: write GBP, or leave --country out"):
            basis_of(rows()["uk"], terms(per_session=250, currency="EUR"))

    def test_one_pack_without_a_price_is_enough_to_need_one(self) -> None:
        with pytest.raises(UsageError, match="--price 250"):
            own("CAD", packs=["6=900", "5+1"])

    def test_without_a_price_there_is_none(self) -> None:
        with pytest.raises(UsageError, match="there is no price"):
            own(fee=50)

    def test_a_pack_paid_by_its_sessions_needs_their_price(self) -> None:
        with pytest.raises(UsageError, match="--price 250") as error:
            own("CAD", packs=["5+1"])
        assert error.value.field == "pack"

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"per_session": "99.4"}, "per_session"),
            ({"packs": ["6=99.4"]}, "packs.0"),
            ({"fee": "9.5"}, "fee"),
            ({"per_session": "99", "paid": "9.5"}, "paid"),
            ({"per_session": "99", "budget": "9.5"}, "budget"),
        ],
    )
    def test_an_amount_finer_than_its_currency_is_refused_by_its_field(self, asked: dict[str, Any], field: str) -> None:
        with pytest.raises(UsageError, match="finer than JPY") as error:
            own("JPY", **asked)
        assert error.value.field == field

    def test_a_published_row_lends_nothing_to_a_clinic_that_names_its_price(self) -> None:
        basis = basis_of(rows()["uk"], terms(per_session=250))
        goods = goods_of(basis, "low")
        assert (basis.single, basis.is_borrowed) == (Amount.parse("250"), False)
        assert goods is not None
        assert goods.remainder is None
        assert basis.published == rows()["uk"]
        assert isinstance(basis.terms, Terms)
        assert not isinstance(basis.terms, Price)

    def test_what_is_given_with_a_published_price_leaves_it_published(self) -> None:
        basis = basis_of(rows()["uk"], terms(fee=50))
        assert (basis.single, basis.is_borrowed, basis.is_clinics) == (Amount.parse("150-400"), False, False)
        assert basis.terms.fee == 50


def test_as_text_writes_what_a_reader_of_tables_gets() -> None:
    assert as_text({"a": [1, True, "x"]}) == {"a": ["1", "true", "x"]}
