"""Forenames by which a cell that names a person is told from one that names anything else.

About 500 that are common among adults in England, and how they are shortened; written down by
hand. Left out are those that are as often a place or a thing (Chester, Lincoln, Grace, Heath).
They need not be all: a column is judged by a third of its cells. A library of names would be
larger than the product, and knows as many places.
"""

from __future__ import annotations

_COMMON = """
aaron abby abdul abigail adam adrian ahmed aidan aisha alan alastair albert alec alex
alexander alexandra alfie alfred ali alice alicia alison alistair allan allison amanda amber
amelia amina amir amy andrea andrew andy angela angie anil anita anjali ann anna annabel anne
annette annie anthony antonia antony arjun arthur asha asif audrey ayesha barbara barry beatrice
becky belinda ben benjamin bernadette bernard beryl beth bethany betty beverley brenda brendan
brian bridget bryan callum cameron carl carla carly carol carole caroline catherine cathy
catriona cerys charles charlie charlotte cheryl chloe chris christian christina christine
christopher claire clare claudia clive colette colin connor craig cynthia daniel danielle
daphne darren dave david dawn deborah debbie deepa denise dennis derek diana diane dominic
donald donna dorothy doreen douglas duncan edith edward edwin eileen elaine eleanor elizabeth
ella ellen ellie emily emma eric erin esther ethan eva eve evelyn fatima fiona frances
francesca francis fred frederick gail gareth gary gavin gaynor gemma geoff geoffrey george
georgina gerald geraldine gerard gill gillian gina gita glenda glenn gloria glynis gordon
graeme graham greg gregory gwen gwyneth hannah harriet harry harvey hassan hayley hazel
heather helen henry hilary howard hugh hugo iain ian imran irene isabel isabella isla isobel
ivan jack jackie jacob jacqueline jacqui jake james jamie jan jane janet janice jasmine jason
jay jayne jean jeanette jeff jeffrey jemma jen jennie jennifer jenny jeremy jess jessica jill
jim jo joan joanna joanne jodie joe joel john johnny jon jonathan joseph josephine josh joshua
joyce judith judy julia julian julie juliet justin justine karen karl kate katherine kathleen
kathryn kathy katie katrina kay keith kelly kenneth kerry kevin khalid kieran kim kirsten
kirsty kyle laura lauren leah leanne lee leigh leo leonard lesley leslie liam lillian linda
lindsay lindsey lisa liz lorna lorraine louis louise lucy luke lydia lyn lynda lynn lynne
maddie maggie malcolm mandy manjit marc marcus margaret maria marie marilyn marion mark
martha martin martyn mary matt matthew maureen maxine megan mel melanie melissa michael
michaela michelle mick miguel mike miranda miriam mohammad mohammed moira molly monica
morag muhammad nadia naomi natalie natasha nathan neil niall nicholas nick nicky nicola nigel
nina noah nora norma olga olive oliver olivia omar oscar owen pam pamela parveen pat patricia
patrick paul paula pauline penelope penny peter phil philip philippa phillip phoebe pippa
pooja priya rachael rachel raj rajesh ralph ravi ray raymond rebecca rhiannon rhys richard
rita rob robert roberta robin roger ronald rosalind rosemary rosie ross roy rupert russell ruth
ryan sally sam samantha samuel sandra sanjay sara sarah scott sean sebastian shane shannon
sharon shaun sheila shirley simon sonia sophia sophie stacey stella stephanie stephen steve
steven stewart stuart sue sunita susan susannah suzanne sylvia tahir tamsin tanya tara teresa
terence terry tessa theresa thomas tim timothy tina toby tom tony tracey tracy trevor trish
usha valerie vanessa vera veronica vicki vicky victoria vijay vincent vivien wayne wendy
william winifred yasmin yvette yvonne zahra zara zoe
"""
FORENAMES = frozenset(_COMMON.split())
